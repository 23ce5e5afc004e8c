import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import LightMark from '@/shared/LightMark.vue'
import LightTally from '@/shared/LightTally.vue'
import type { Light } from '@/api/types'

const SHAPES: [Light, string, string][] = [['green', 'rect', '绿灯'], ['yellow', 'path', '黄灯'], ['red', 'circle', '红灯'], ['not_assessed', 'circle.light-ring', '未评']]

describe('a light', () => {
  it.each(SHAPES)('%s is a colour, a shape and a word', (light, shape, word) => {
    const mark = mount(LightMark, { props: { light } })
    expect(mark.classes()).toContain(`light-${light}`)
    expect(mark.find(`svg > ${shape}`).exists()).toBe(true)
    expect(mark.findAll('svg > *')).toHaveLength(1)
    expect(mark.text()).toBe(word)
    expect(mark.find('svg').attributes('aria-hidden')).toBe('true')
  })
  it('says when it was adjusted by hand, and how many', () => {
    expect(mount(LightMark, { props: { light: 'yellow', adjusted: true, short: true } }).text()).toContain('调')
    expect(mount(LightMark, { props: { light: 'red', count: 0 } }).text()).toContain('0')
  })
})

describe('a tally', () => {
  const counts = { green: 3, yellow: 0, red: 1, not_assessed: 0 }
  const stubs = { RouterLink: { props: ['to'], template: '<a :data-to="JSON.stringify(to)"><slot /></a>' } }
  it('shows the worst first and links what can be looked at', () => {
    const tally = mount(LightTally, { props: { counts, to: (light: Light) => ({ path: '/items', query: { light } }) }, global: { stubs } })
    expect(tally.findAll('li').map(one => one.find('[data-light]').attributes('data-light'))).toEqual(['red', 'yellow', 'green', 'not_assessed'])
    expect(tally.findAll('a').map(link => link.attributes('data-to'))).toEqual(['{"path":"/items","query":{"light":"red"}}', '{"path":"/items","query":{"light":"green"}}'])
  })
  it('can leave out what there is none of', () => {
    expect(mount(LightTally, { props: { counts, hideZero: true }, global: { stubs } }).findAll('li')).toHaveLength(2)
  })
})
