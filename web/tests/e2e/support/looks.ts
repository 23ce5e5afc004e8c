// Two looks at a page: a thorough one, reached as by a link, on a desk and a phone; and a quick one, opened by its address on a phone.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { Session } from '@/api/types'
import { serious } from './axe'
import { DESK, PHONE, type Office, type Seat } from './office'

export const SHOTS = fileURLToPath(new URL('../../../test-results/shots', import.meta.url))
/** A page with the right it needs, and who besides its first reader sees another page there. */
export type Sight = readonly [name: string, path: () => string, needs: string, also?: string]
/** What a page may be long on a phone: lists show their first rows and offer more. */
const LONGEST = 12_000
/** Rows of a table that axe looks at: those below are drawn by the same lines. */
const ROWS = 6
/** The slowest rule. On a phone theme.css has other colours only for the frame of all pages and the labels in rows: these pages show both. */
const CONTRAST = ['color-contrast']
const COLOURED = ['overview', 'items', 'plans']

export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]') && !/正在(?:读取|评灯)……/.test(document.body.innerText), null, { polling: 50 })
}
export const size = (page: Page) => page.evaluate(() => ({ over: document.documentElement.scrollWidth - innerWidth, height: document.documentElement.scrollHeight }))
/** The page answers a new width or address in its next frames. */
const frames = (page: Page) => page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) }))

type App = { config: { globalProperties: { $router: { push: (to: string) => Promise<unknown> } } } }
/** Goes within the running page, as a link does. */
async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate(async to => {
    const app = Reflect.get(document.getElementById('app') ?? {}, '__vue_app__') as App
    await app.config.globalProperties.$router.push(to)
  }, path)
  await frames(page)
}

async function told({ page, complaints }: Seat, name: string, allowed: boolean): Promise<string[]> {
  const refused = await page.getByRole('heading', { name: '没有权限' }).count() > 0
  // An item of another unit or river is not found, and a browser reports that by itself, a moment before the page shows it.
  const missing = complaints.some(text => text.includes('404')) && await page.getByText('没有找到').first().waitFor({ timeout: 5000 }).then(() => true, () => false)
  const heard = complaints.filter(text => !(missing && text.includes('404'))).map(text => `${name}: ${text}`)
  return refused === allowed ? [`${name}: ${allowed ? 'refused' : 'not refused'}`, ...heard] : heard
}

async function glance(seat: Seat, login: string, [name, path]: Sight, allowed: boolean): Promise<string[]> {
  const { page, complaints } = seat
  complaints.length = 0
  await page.setViewportSize(PHONE)
  await page.goto(path())
  await settled(page)
  const [faults, { over, height }] = [await told(seat, name, allowed), await size(page)]
  await page.screenshot({ path: `${SHOTS}/${login}-${name}-390.png` })
  if (over > 0) faults.push(`${name}: ${over} px too wide on a phone`)
  if (height > LONGEST) faults.push(`${name}: ${height} px long on a phone`)
  return faults
}

async function study(seat: Seat, login: string, [name, path]: Sight): Promise<string[]> {
  const { page, complaints } = seat
  complaints.length = 0
  // The width the page before ended with comes first: changing it draws everything anew.
  const widths = page.viewportSize()?.width === PHONE.width ? [PHONE, DESK] : [DESK, PHONE]
  await follow(page, path())
  await settled(page)
  const faults: string[] = []
  for (const viewport of widths) {
    const mark = viewport.width
    if (viewport !== widths[0]) await page.setViewportSize(viewport)
    await frames(page)
    await page.screenshot({ path: `${SHOTS}/${login}-${name}-${mark}.png`, fullPage: viewport === PHONE })
    faults.push(...(await serious(page, ROWS, viewport === PHONE && !COLOURED.includes(name) ? CONTRAST : [])).map(fault => `${name}: ${fault}`))
    const { over, height } = await size(page)
    if (over > 0) faults.push(`${name}: ${over} px too wide at ${mark}`)
    if (viewport === PHONE && height > LONGEST) faults.push(`${name}: ${height} px long on a phone`)
  }
  return [...faults, ...await told(seat, name, true)]
}

/** Who looks at what: each page thoroughly by the first of `first` who may open it, quickly by the first of `least`. */
export class Looks {
  readonly #actions = new Map<string, readonly string[]>()
  constructor(private readonly office: Office, private readonly pages: readonly Sight[], private readonly first: readonly string[], private readonly least: readonly string[], private readonly refused: readonly string[]) { mkdirSync(SHOTS, { recursive: true }) }

  async learn(logins: readonly string[]): Promise<void> {
    for (const login of logins) this.#actions.set(login, (await this.office.read<Session>(login, '/session')).actions)
  }
  #may(login: string, needs: string): boolean { return needs === '' || (this.#actions.get(login)?.includes(needs) ?? false) }

  /** Looks at everything that is this account's to look at, and says what is wrong. */
  async by(login: string): Promise<string[]> {
    const seat = await this.office.seat(login, '/')
    const faults: string[] = []
    for (const sight of this.pages) {
      const [name, , needs, also] = sight
      const one = (of: readonly string[]) => of.find(reader => this.#may(reader, needs)) === login
      if (!this.#may(login, needs)) { if (this.refused.includes(name)) faults.push(...await glance(seat, login, sight, false)) }
      else if (one(this.first) || also?.split(' ').includes(login)) faults.push(...await study(seat, login, sight))
      else if (name === 'overview' || one(this.least)) faults.push(...await glance(seat, login, sight, true))
    }
    await seat.close()
    return faults
  }
  /** Pages nobody of these accounts looks at thoroughly. */
  unseen(): string[] { return this.pages.filter(([, , needs]) => !this.first.some(login => this.#may(login, needs))).map(([name]) => name) }
}
