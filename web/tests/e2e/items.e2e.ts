import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ItemList } from '@/api/types'
import { choose } from './support/choose'
import { Office, type Seat } from './support/office'
import { rowsOf } from './support/sheet'

let office: Office
beforeAll(async () => { office = await Office.open() })
afterAll(() => office?.close())

const rows = ({ page }: Seat) => page.getByRole('main').getByRole('table').getByRole('row')
const total = async ({ page }: Seat) => Number(/共 (\d+) 条/.exec(await page.getByRole('navigation', { name: '翻页' }).innerText())?.[1])
/** Two rows stand above the data in an exported sheet: the title and the heads. */
const HEADS = 2

describe('the items page', () => {
  it('filters, searches, sorts, pages and exports what it shows', async () => {
    const seat = await office.seat('staff', '/items')
    const { page } = seat
    expect(await total(seat)).toBe(196)
    expect(await rows(seat).count()).toBe(51)
    await page.getByRole('button', { name: '下一页' }).click()
    await page.waitForURL(/page=2/)
    await page.getByRole('button', { name: '第 2 页' }).and(page.locator('[aria-current=page]')).waitFor()

    await page.getByRole('link', { name: '一河一策任务措施清单', exact: true }).click()
    await page.getByText('共 178 条').waitFor()
    await choose(page, page, '亮灯', '红灯')
    await page.getByText('共 12 条').waitFor()
    expect(page.url()).not.toContain('page=')
    await page.getByRole('button', { name: /^最新进度/ }).click()
    await page.getByRole('button', { name: /^最新进度/ }).click()
    await page.waitForURL(/sort=progress&order=desc|order=desc&sort=progress/)
    await page.getByRole('columnheader', { name: /最新进度/ }).and(page.locator('[aria-sort=descending]')).waitFor()
    await page.waitForLoadState('networkidle')
    const shares = (await page.getByRole('main').locator('td[data-label=最新进度]').allInnerTexts()).map(Number.parseFloat)
    expect(shares).toEqual([...shares].sort((a, b) => b - a))

    const link = await page.getByRole('link', { name: '导出 Excel' }).getAttribute('href')
    const file = await office.fetch('staff', (link ?? '').replace('/api/v1', ''))
    expect(file.status).toBe(200)
    expect(rowsOf(Buffer.from(await file.arrayBuffer())) - HEADS).toBe(12)

    const search = page.getByRole('search', { name: '筛选事项' }).getByLabel('按编号或名称查找')
    await search.fill('HC-2023-002')
    await search.press('Enter')
    await page.getByText('共 1 条').waitFor()
    // The address says it all: another seat sees the same.
    const same = await office.seat('head', page.url().slice(office.address.length))
    expect(await total(same)).toBe(1)
    await same.close()
    await search.fill('没有这样的事项')
    await search.press('Enter')
    await page.getByText('没有符合条件的事项').waitFor()
    expect(seat.complaints).toEqual([])
    await seat.close()
  })

  it('opens an item by hand, corrects it with a reason, and keeps old and new', async () => {
    const { page, complaints, close } = await office.seat('staff', '/items?list=major')
    await page.getByRole('button', { name: '新增事项' }).click()
    const open = page.getByRole('dialog', { name: /新增事项/ })
    await open.getByLabel('编号').fill('ZD-2023-88')
    await open.getByLabel('事项名称').fill('涪江岸线复绿')
    await choose(page, open, '责任单位', '区水利局')
    await open.getByLabel(/^开单依据/).fill('2023年第三次区总河长会议')
    await open.getByRole('button', { name: '开单', exact: true }).click()
    await page.getByRole('heading', { name: /ZD-2023-88/ }).waitFor()

    await page.getByRole('button', { name: '修改', exact: true }).click()
    const edit = page.getByRole('dialog', { name: /修改 ZD-2023-88/ })
    await edit.getByLabel('事项名称').fill('涪江岸线生态复绿')
    expect(await edit.getByRole('button', { name: '保存更正' }).isDisabled()).toBe(true)
    await edit.getByLabel('理由').fill('会议纪要原文为生态复绿')
    await edit.getByRole('button', { name: '保存更正' }).click()
    await page.getByRole('heading', { name: /涪江岸线生态复绿/ }).waitFor()
    const history = await page.getByRole('region', { name: '修改记录' }).innerText()
    expect(history).toMatch(/更正[\s\S]*会议纪要原文为生态复绿[\s\S]*涪江岸线复绿 → 涪江岸线生态复绿/)
    expect(history).toContain('开单')
    expect(complaints).toEqual([])
    await close()
  })

  it('takes rows pasted from a spreadsheet, after a preview', async () => {
    const before = (await office.read<ItemList>('staff', '/items?list=problem')).total
    const { page, complaints, close } = await office.seat('staff', '/items?list=problem')
    await page.evaluate(text => {
      const data = new DataTransfer()
      data.setData('text/plain', text)
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
    }, ['问题编号\t发现来源\t河流\t位置\t问题类型\t问题描述\t责任单位\t整改措施\t发现时间\t整改时限', 'WT-2023-81\t区级暗访\t涪江\t安居镇境内\t垃圾堆放\t岸边堆放建筑垃圾\t区水利局\t清运并设警示牌\t2023-09-08\t2023-12-30'].join('\n'))
    const box = page.getByRole('dialog', { name: '从 Excel 粘贴' })
    expect(await box.getByLabel(/表格内容/).inputValue()).toContain('WT-2023-81')
    await box.getByRole('button', { name: '预览' }).click()
    await page.waitForURL(/imports\?id=/)
    await page.getByRole('button', { name: '导入 1 行' }).click()
    await page.getByText(/新增 1 行/).waitFor()
    await page.getByRole('link', { name: /查看清单事项/ }).click()
    await page.getByRole('heading', { name: '清单事项' }).waitFor()
    expect((await office.read<ItemList>('staff', '/items?list=problem')).total).toBe(before + 1)
    expect(complaints).toEqual([])
    await close()
  })
})
