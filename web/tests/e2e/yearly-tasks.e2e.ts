// A yearly task drawn from a key point shows where it comes from; a district's meetings are of the kinds its packs name.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TaskCandidates, TasksDrawn } from '@/api/types'
import { serious } from './support/axe'
import { choose } from './support/choose'
import { DESK, Office, PHONE } from './support/office'

const SHOTS = fileURLToPath(new URL('../../test-results/shots', import.meta.url))
let office: Office
beforeAll(async () => { mkdirSync(SHOTS, { recursive: true }); office = await Office.open(['--district', 'nanchuan']) })
afterAll(() => office?.close())

it('a yearly task shows the row it was drawn from, and a meeting takes its kind from the packs', async () => {
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await office.fetch('staff', path, body)
    expect(answer.status, await answer.clone().text()).toBe(201)
    return await answer.json() as T
  }
  await post('/records/key_point', { values: { 年度: '2023', 编号: '5', 内容: '完善沿河排水管网', 河流: '凤嘴江', 责任单位: '区农业农村委' } })
  const found = (await office.read<TaskCandidates>('staff', '/plan-tasks/2023')).rows.find(({ source }) => source === 'key_point')
  const content = { list: 'measure', number: 'NC-438', title: '凤嘴江排水管网完善', unit_id: found?.unit?.id, river_id: found?.river?.id, start_on: '2023-01-01', limit_on: '2023-12-31', kind: '共性任务' }
  const drawn = await post<TasksDrawn>('/plan-tasks/2023', { decision: '区总河长会议', tasks: [{ content, sources: [{ source: found?.source, id: found?.id, row: '' }] }] })

  const { page, complaints, close } = await office.seat('staff', `/items/${drawn.items[0]}`)
  const facts = page.getByRole('region', { name: '基本情况' })
  await facts.getByText('年度工作要点：').waitFor()
  expect(await facts.innerText()).toContain('共性任务')
  for (const [size, mark] of [[PHONE, '390'], [DESK, '1440']] as const) {
    await page.setViewportSize(size)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `${SHOTS}/yearly-task-${mark}.png`, fullPage: true })
    expect(await serious(page)).toEqual([])
  }
  await facts.getByRole('link', { name: '5 完善沿河排水管网' }).click()
  await page.getByRole('cell', { name: '完善沿河排水管网' }).waitFor()

  await page.goto(`${office.address}/meetings`)
  await page.getByRole('button', { name: '安排会议' }).click()
  await choose(page, page.getByRole('dialog'), '会议类型', '区委常委会会议')
  await page.screenshot({ path: `${SHOTS}/meeting-kinds-1440.png` })
  expect(complaints).toEqual([])
  await close()
})
