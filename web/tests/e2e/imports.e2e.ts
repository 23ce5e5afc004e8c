import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ItemList, Overview } from '@/api/types'
import { Office } from './support/office'
import { workbook } from './support/sheet'

let office: Office
beforeAll(async () => { office = await Office.open() })
afterAll(() => office?.close())

const BROKEN = workbook({
  重大事项重大项目清单: [
    ['序号', '事项编号', '事项(项目)名称', '河流', '责任单位', '资金(万元)', '开始时间', '完成时限'],
    [1, 'ZD-2023-91', '涪江码头岸电改造', '涪江', '区水利局', 120, '2023-01-15', '2023-12-20'],
    [2, 'ZD-2023-91', '涪江码头岸电改造二期', '涪江', '区水利局', 80, '2023-01-15', '2023-12-20'],
    [3, 'ZD-2023-92', '琼江河口湿地', '琼江', '区不存在的局', 60, '2023-01-15', '2023-12-20'],
    [4, 'ZD-2023-93', '琼江护岸', '琼江', '区水利局', 60, '2023-01-15', '2023年1月32日'],
    [5, 'ZD-2023-94', '琼江巡护道', '琼江', '区水利局', { formula: '60+1' }, '2023-01-15', '2023-12-20'],
  ],
  月度进展: [
    ['序号', '清单', '编号', '月份', '累计进度(%)', '填报单位'],
    [1, '重大事项', 'ZD-2023-01', '2023年9月', 120, '区生态环境局'],
    [2, '重大事项', 'ZD-2023-01', '2023年10月', 10, '区生态环境局'],
  ],
})

it('shows every fault of a broken workbook and writes nothing', async () => {
  const before = [await office.read<ItemList>('staff', '/items?year=2023&page_size=200'), (await office.read<Overview>('staff', '/overview')).lists]
  const { page, complaints, close } = await office.seat('staff', '/imports')
  await page.getByLabel('选择要导入的 Excel 文件').setInputFiles({ name: '有错的清单.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: BROKEN })
  const faults = page.getByRole('table', { name: '要改的地方' })
  await faults.waitFor()
  const row = (place: RegExp) => faults.getByRole('row').filter({ hasText: place })
  for (const [place, sheet, line, column, value, advice] of [
    [/^(?=.*B3：)/s, '重大事项重大项目清单', '3', '事项编号', 'ZD-2023-91', /重复.*改成不同的编号/],
    [/^(?=.*E4：)/s, '重大事项重大项目清单', '4', '责任单位', '区不存在的局', /没有登记/],
    [/^(?=.*H5：)/s, '重大事项重大项目清单', '5', '完成时限', '2023年1月32日', /日历上没有这一天/],
    [/^(?=.*F6：)/s, '重大事项重大项目清单', '6', '资金(万元)', '（公式）', /粘贴为数值/],
    [/^(?=.*E2：)/s, '月度进展', '2', '累计进度(%)', '120', /不得超过100%/],
    [/^(?=.*E3：)/s, '月度进展', '3', '累计进度(%)', '10', /不应下降/],
  ] as const) {
    const cells = await row(place).getByRole('cell').allInnerTexts()
    expect(cells.slice(0, 4), String(advice)).toEqual([sheet, line, column, value])
    expect(cells[4]).toMatch(advice)
  }
  expect(complaints).toEqual([])
  await close()
  expect([await office.read<ItemList>('staff', '/items?year=2023&page_size=200'), (await office.read<Overview>('staff', '/overview')).lists]).toEqual(before)
})

it('hands out a template, and says of an empty workbook what was found in it', async () => {
  const { page, complaints, close } = await office.seat('staff', '/imports')
  const [sheet] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载清单模板' }).click()])
  expect(sheet.suggestedFilename()).toBe('铜梁区清单模板.xlsx')
  await page.getByLabel('选择要导入的 Excel 文件').setInputFiles(await sheet.path())
  await page.getByRole('alert').filter({ hasText: '没有找到可以导入的行' }).waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('工作表“重大事项重大项目清单”只有第2行的表头，下面没有填写')
  expect(await page.getByRole('link', { name: '上传改好的文件' }).count()).toBe(1)
  expect(complaints).toEqual([])
  await close()
})
