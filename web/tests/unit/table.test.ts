import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import DataTable from '@/shared/DataTable.vue'
import TablePager from '@/shared/TablePager.vue'
import type { Column } from '@/shared/columns'

type Row = { id: string; name: string }
const columns: Column<Row>[] = [{ key: 'name', label: '名称', sort: 'name', heading: true, text: row => row.name }]
const rows: Row[] = [{ id: 'a', name: '甲' }, { id: 'b', name: '乙' }]
const props = { caption: '单位', columns, rows, rowKey: (row: Row) => row.id }

describe('a table', () => {
  it('names its cells for the card it becomes on a phone', () => {
    expect(mount(DataTable<Row>, { props }).findAll('tbody td').map(cell => cell.attributes('data-label'))).toEqual(['名称', '名称'])
  })
  it('says how it is sorted and asks to be sorted', async () => {
    const table = mount(DataTable<Row>, { props: { ...props, sort: 'name', order: 'desc' } })
    expect(table.find('th').attributes('aria-sort')).toBe('descending')
    await table.find('th button').trigger('click')
    expect(table.emitted('sort')).toEqual([['name']])
  })
  it('ticks one row and all rows', async () => {
    const table = mount(DataTable<Row>, { props: { ...props, ticked: ['a'] } })
    await table.findAll('tbody input')[1]?.setValue(true)
    await table.find('thead input').setValue(true)
    expect(table.emitted('update:ticked')).toEqual([[['a', 'b']], [['a', 'b']]])
  })
  it('says so when nothing is found', () => {
    expect(mount(DataTable<Row>, { props: { ...props, rows: [], empty: '没有' } }).text()).toContain('没有')
  })
})

describe('a pager', () => {
  it('shows the first, the last and the near pages', () => {
    const pager = mount(TablePager, { props: { total: 1000, page: 10, pageSize: 50 } })
    expect(pager.findAll('button').map(button => button.text())).toEqual(['上一页', '1', '9', '10', '11', '20', '下一页'])
  })
  it('goes no further than the last page', () => {
    const pager = mount(TablePager, { props: { total: 10, page: 1, pageSize: 50 } })
    expect(pager.findAll('button').every(button => button.text() === '1' || button.attributes('disabled') !== undefined)).toBe(true)
  })
})
