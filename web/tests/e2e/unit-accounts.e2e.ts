// Accounts for units that have none: a letter for each with a password that is shown once, and the counts rise.
import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account, UnitAccounts } from '@/api/types'
import { serious } from './support/axe'
import { SHOTS, size } from './support/looks'
import { DESK, Office, PHONE } from './support/office'

let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(['--district', 'nanchuan']) })
afterAll(() => office?.close())

it('makes accounts for two units, shows their letters once, and counts them', async () => {
  const before = await office.read<UnitAccounts>('system', '/accounts/units')
  const had = await office.read<Account[]>('system', '/accounts')
  const wanted = before.without.slice(0, 2)
  expect(wanted.length, 'the demonstration has units without accounts').toBe(2)
  const { page, complaints, close } = await office.seat('system', '/accounts/units')
  const count = (told: UnitAccounts) => page.getByText(new RegExp(`已有账号\\s*${told.lead_accounts}\\s*个；${told.other_units} 个其他责任单位已有账号\\s*${told.other_accounts}\\s*个；还有\\s*${told.without.length}\\s*个单位没有账号`))
  await count(before).waitFor()

  await page.getByText(`全选（${before.without.length} 个单位）`).click()
  const send = page.getByRole('button', { name: /建立 \d+ 个账号/ })
  expect(await send.isDisabled(), 'none is chosen').toBe(true)
  // A page of many rows: the keyboard ticks them.
  for (const { name } of wanted) { await page.getByRole('checkbox', { name: `选择${name}`, exact: true }).focus(); await page.keyboard.press('Space') }
  await page.getByLabel(`${wanted[0]?.name}填报人`, { exact: true }).fill('李小河')
  await page.getByLabel('账号开头').fill('nc')
  expect(await send.innerText()).toBe('建立 2 个账号')
  await send.click()

  await page.getByRole('heading', { name: '首次登录通知书', level: 1 }).waitFor()
  const letters = page.getByRole('article')
  expect(await letters.count()).toBe(2)
  expect(await letters.first().innerText()).toContain('李小河')
  const told = (await letters.allInnerTexts()).map(text => /账号\s+(\S+)\s+一次性密码\s+(\S+)/.exec(text)?.slice(1) ?? [])
  const logins = told.map(([login = '']) => login)
  const passwords = told.map(([, password = '']) => password)
  expect(logins.every(login => /^nc\d{3}$/.test(login)), logins.join()).toBe(true)
  expect(new Set(passwords).size, 'each has its own').toBe(2)
  for (const [viewport, mark] of [[PHONE, '390'], [DESK, '1440']] as const) {
    await page.setViewportSize(viewport)
    await page.screenshot({ path: `${SHOTS}/unit-letters-${mark}.png`, fullPage: true })
    expect((await size(page)).over, mark).toBeLessThanOrEqual(0)
    expect(await serious(page), mark).toEqual([])
  }

  // Leaving before they are printed asks first; printed, it does not, and they are never shown again.
  const leave = () => page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '账号' }).click()
  page.once('dialog', asked => { void asked.dismiss() })
  await leave()
  expect(await letters.count()).toBe(2)
  await page.evaluate(() => { window.print = () => { document.body.dataset['printed'] = 'yes' } })
  await page.getByRole('button', { name: '打印全部通知书' }).click()
  expect(await page.evaluate(() => document.body.dataset['printed'])).toBe('yes')
  await leave()
  await page.getByRole('heading', { name: '账号', level: 1 }).waitFor()
  const made = (await office.read<Account[]>('system', '/accounts')).filter(({ id }) => !had.some(one => one.id === id))
  expect(made.map(({ login }) => login).sort()).toEqual([...logins].sort())
  expect(made.map(({ unit }) => unit?.name).sort()).toEqual(wanted.map(({ name }) => name).sort())
  expect(made.every(({ disabled }) => disabled), 'the security administrator enables them').toBe(true)
  await page.getByText(logins[0] ?? '', { exact: true }).first().waitFor()
  for (const password of passwords) expect(await page.content()).not.toContain(password)

  const after = await office.read<UnitAccounts>('system', '/accounts/units')
  expect(after.without.length).toBe(before.without.length - 2)
  expect(after.lead_accounts + after.other_accounts).toBe(before.lead_accounts + before.other_accounts + 2)
  await page.goto('/accounts/units')
  await count(after).waitFor()
  for (const { name } of wanted) expect(await page.getByRole('checkbox', { name: `选择${name}`, exact: true }).count()).toBe(0)
  expect(complaints).toEqual([])
  await close()
})
