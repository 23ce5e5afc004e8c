import { afterAll, beforeAll, expect, it } from 'vitest'
import { Office, PASSWORD } from './support/office'

let office: Office
beforeAll(async () => { office = await Office.open() })
afterAll(() => office?.close())

it('refuses a wrong password in words, and makes the first one be changed', async () => {
  const { login, name, one_time_password } = office.person('staff')
  const { page, close } = await office.seat(null, '/items?list=problem')
  await page.waitForURL(/\/login\?next=/)
  // The keyboard begins in the first field, without a click.
  await page.getByLabel('账号').waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'username')
  await page.keyboard.type(login)
  expect(await page.getByLabel('账号').inputValue()).toBe(login)
  await page.getByLabel('密码', { exact: true }).fill('not-the-password')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  expect(await page.getByRole('alert').innerText()).toMatch(/账号或密码/)
  expect(await page.getByLabel('账号').inputValue()).toBe(login)

  await page.getByLabel('密码', { exact: true }).fill(one_time_password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('heading', { name: '修改密码' }).waitFor()
  // No other page opens before the password is one's own.
  await page.goto('/items')
  await page.getByRole('heading', { name: '修改密码' }).waitFor()
  await page.getByText('请先换成自己的密码').waitFor()

  await page.waitForFunction(() => document.activeElement?.getAttribute('autocomplete') === 'current-password')
  await page.keyboard.type(one_time_password)
  expect(await page.getByLabel('一次性密码').inputValue()).toBe(one_time_password)
  await page.getByLabel('新密码', { exact: true }).fill('short')
  await page.getByLabel('再输一次新密码').fill('shor')
  await page.getByText('两次输入的新密码不一致').waitFor()
  expect(await page.getByRole('button', { name: '保存新密码' }).isDisabled()).toBe(true)
  await page.getByLabel('再输一次新密码').fill('short')
  await page.getByRole('button', { name: '保存新密码' }).click()
  await page.getByText('新密码至少10位').first().waitFor()
  await page.getByLabel('新密码', { exact: true }).fill(PASSWORD)
  await page.getByLabel('再输一次新密码').fill(PASSWORD)
  await page.getByRole('button', { name: '保存新密码' }).click()
  await page.getByRole('heading', { name: '清单事项' }).waitFor()
  await page.getByRole('banner').getByText(name).waitFor()

  await page.getByRole('button', { name: '退出' }).or(page.getByRole('link', { name: '退出' })).click()
  await page.waitForURL(/\/login/)
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('heading', { name: '总览' }).waitFor()
  await close()
})
