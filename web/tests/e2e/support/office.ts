// A fresh demonstration office for one test file: the real binary on a free port, one browser, and people who can sign in.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { Role } from '@/api/types'

export const ANLAN = process.env['ANLAN_BIN'] ?? fileURLToPath(new URL('../../../../target/debug/anlan', import.meta.url))
/** The shell is Chromium without the windows around its pages, which nobody sees here: the same pages for less work. */
const SHELL = '/usr/bin/chromium-headless-shell'
const CHROMIUM = process.env['CHROMIUM'] ?? (existsSync(SHELL) ? SHELL : '/usr/bin/chromium')
const FLAGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
/** Pictures are for people to look at: taking them is a sixth of the work, so only with SHOTS=1. */
const PICTURES = process.env['SHOTS'] === '1'
export const PASSWORD = 'Heyan-2023-Ceshi'
const DEMO = fileURLToPath(new URL('../../../../demo', import.meta.url))
export const WORKBOOK = join(DEMO, 'tongliang/tongliang-2023.xlsx')
export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

export type Person = { region: string; login: string; name: string; role: Role; one_time_password: string }
/** A page with everything its browser complained about. */
export type Seat = { page: Page; complaints: string[]; close: () => Promise<void> }

/** A copy of the demonstration, which the binary prepares once for each district: making it takes ten seconds. A binary or file of the
 *  demonstration that is newer has it made anew. */
function prepared(more: readonly string[]): string {
  const at = more.indexOf('--district')
  const district = at < 0 ? [] : more.slice(at, at + 2)
  const files = readdirSync(DEMO, { recursive: true, encoding: 'utf8' }).map(name => join(DEMO, name))
  const newest = Math.max(...[ANLAN, DEMO, ...files].map(file => statSync(file).mtimeMs))
  const made = join(tmpdir(), `anlan-e2e-made-${newest}-${district[1] ?? ''}`)
  if (!existsSync(made)) {
    const fresh = mkdtempSync(join(tmpdir(), 'anlan-e2e-'))
    const told = spawnSync(ANLAN, ['demo', '--fresh', '--data', fresh, '--prepare-only', ...district], { encoding: 'utf8' })
    if (told.status !== 0) throw new Error(`${ANLAN} ended with ${told.status}: ${told.stderr}`)
    try { renameSync(fresh, made) } catch (cause) {
      // Another file's tests made it meanwhile.
      rmSync(fresh, { recursive: true, force: true })
      if (!existsSync(made)) throw cause
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'anlan-e2e-'))
  cpSync(made, folder, { recursive: true })
  return folder
}

export class Office {
  readonly #cookies = new Map<string, string>()
  readonly #contexts = new Set<BrowserContext>()
  private constructor(readonly address: string, readonly people: readonly Person[], private readonly browser: Browser, private server: ChildProcess, readonly folder: string) {}

  /** `more`: further options of the server. */
  static async open(more: readonly string[] = []): Promise<Office> {
    const folder = prepared(more)
    const server = spawn(ANLAN, ['demo', '--data', folder, '--listen', '127.0.0.1:0', '--json', ...more], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    server.stderr.on('data', (bytes: Buffer) => { said += bytes.toString() })
    const lines = createInterface({ input: server.stdout })
    try {
      const { people, address } = await new Promise<{ people: Person[]; address: string }>((found, failed) => {
        let told: Person[] = []
        lines.on('line', line => {
          if (line.startsWith('{')) told = (JSON.parse(line) as { accounts: Person[] }).accounts
          const at = /安澜演示 (http:\/\/[^/\s]+)\//.exec(line)?.[1]
          if (at) found({ people: told, address: at })
        })
        server.once('error', failed)
        server.once('exit', code => failed(new Error(`${ANLAN} ended with ${code}: ${said}`)))
      })
      const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
      return new Office(address, people, browser, server, folder)
    } catch (cause) {
      server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
      throw cause
    }
  }

  /** Serves a folder that is there already, with people whose one-time passwords are known. */
  static async over(folder: string, people: readonly Person[]): Promise<Office> {
    const server = spawn(ANLAN, ['serve', '--data', folder, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: server.stdout })
    const address = await new Promise<string>((found, failed) => {
      lines.on('line', line => {
        const at = /安澜 (http:\/\/[^/\s]+)\//.exec(line)?.[1]
        if (at) found(at)
      })
      server.once('exit', code => failed(new Error(`${ANLAN} serve ended with ${code}`)))
    })
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    return new Office(address, people, browser, server, folder)
  }

  async close(): Promise<void> {
    await this.browser.close()
    const ended = new Promise(resolve => this.server.once('exit', resolve))
    this.server.kill('SIGTERM')
    await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 3000))])
    this.server.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Kills the server as a power cut does (SIGKILL). */
  async kill(): Promise<void> {
    const ended = new Promise(resolve => this.server.once('exit', resolve))
    this.server.kill('SIGKILL')
    await ended
  }

  /** Starts a server again on the same port and data. */
  async restart(): Promise<void> {
    const server = spawn(ANLAN, ['serve', '--data', this.folder, '--listen', new URL(this.address).host], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.server = server
    const lines = createInterface({ input: server.stdout })
    await new Promise<void>((up, failed) => {
      lines.on('line', line => { if (line.includes(this.address)) up() })
      server.once('exit', code => failed(new Error(`${ANLAN} serve ended with ${code}`)))
    })
  }

  person(login: string): Person {
    // Where several regions are served: login@region.
    const [own, region] = login.split('@')
    const person = this.people.find(one => one.login === own && (region === undefined || one.region === region))
    if (!person) throw new Error(`the demonstration has no account ${login}`)
    return person
  }

  /** The session cookie of somebody whose one-time password has been changed already. */
  async cookie(login: string): Promise<string> {
    const known = this.#cookies.get(login)
    if (known) return known
    const once = this.person(login).one_time_password
    const first = await this.#signIn(login, once)
    const changed = await this.#send('POST', '/session/password', first, { old: once, new: PASSWORD })
    if (!changed.ok) throw new Error(`changing the password of ${login}: ${changed.status} ${await changed.text()}`)
    const cookie = await this.#signIn(login, PASSWORD)
    this.#cookies.set(login, cookie)
    return cookie
  }

  async #signIn(login: string, password: string): Promise<string> {
    const { login: own, region } = this.person(login)
    const answer = await this.#send('POST', '/session', '', { login: own, region, password })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0]
    if (!answer.ok || !cookie) throw new Error(`signing in ${login}: ${answer.status} ${await answer.text()}`)
    return cookie
  }

  #send(method: string, path: string, cookie: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { cookie, 'sec-fetch-site': 'same-origin' }
    if (body !== undefined) headers['content-type'] = 'application/json'
    return fetch(`${this.address}/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  }

  /** Reads the API as this person, past the pages. */
  async read<T>(login: string, path: string): Promise<T> {
    const answer = await this.#send('GET', path, await this.cookie(login))
    if (!answer.ok) throw new Error(`${login} GET ${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json() as T
  }
  /** The plain answer: a GET, or a POST of this body. */
  async fetch(login: string, path: string, body?: unknown): Promise<Response> { return this.#send(body === undefined ? 'GET' : 'POST', path, await this.cookie(login), body) }

  /** What an upload's server says of how far it came. */
  async look(login: string, upload: string): Promise<number> {
    const headers = { cookie: await this.cookie(login), 'sec-fetch-site': 'same-origin', 'tus-resumable': '1.0.0' }
    const answer = await fetch(`${this.address}/api/v1/uploads/${upload}`, { method: 'HEAD', headers })
    return Number(answer.headers.get('upload-offset') ?? NaN)
  }

  /** Uploads a file as this person, past the pages. */
  async upload<T>(login: string, path: string, name: string, bytes: Buffer): Promise<T> {
    const body = new FormData()
    body.append('file', new File([new Uint8Array(bytes)], name))
    const answer = await fetch(`${this.address}/api/v1${path}`, { method: 'POST', headers: { cookie: await this.cookie(login), 'sec-fetch-site': 'same-origin' }, body })
    if (!answer.ok) throw new Error(`${login} POST ${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json() as T
  }

  /** A browser of their own at this address; `login` null: nobody signed in. */
  async seat(login: string | null, path: string, size = DESK): Promise<Seat> {
    const context = await this.browser.newContext({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', baseURL: this.address })
    this.#contexts.add(context)
    if (login !== null) {
      const [name = '', value = ''] = (await this.cookie(login)).split('=')
      await context.addCookies([{ name, value, url: this.address }])
    }
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    if (!PICTURES) page.screenshot = () => Promise.resolve(Buffer.alloc(0))
    const complaints: string[] = []
    page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text()) })
    page.on('pageerror', error => complaints.push(`page error: ${error.message}`))
    await page.goto(path, { waitUntil: 'networkidle' })
    return { page, complaints, close: async () => { this.#contexts.delete(context); await context.close() } }
  }
}
