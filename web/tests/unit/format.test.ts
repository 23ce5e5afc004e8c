import { describe, expect, it } from 'vitest'
import { barWidth, dayName, fileSize, money, moment, monthName, monthsBack, number, quantity, share } from '@/shared/format'

describe('exact numbers stay text', () => {
  it('groups thousands and keeps every digit', () => {
    expect(number('10067')).toBe('10,067')
    expect(number('1234567.8900')).toBe('1,234,567.8900')
    expect(number('-3360')).toBe('-3,360')
    expect(number('12345678901234567890')).toBe('12,345,678,901,234,567,890')
    expect(number('999')).toBe('999')
  })
  it('writes an absent value as a dash, never as zero', () => {
    for (const absent of [null, undefined, '']) {
      expect(number(absent)).toBe('—')
      expect(share(absent)).toBe('—')
      expect(money(absent)).toBe('—')
      expect(quantity(absent, '米')).toBe('—')
    }
    expect(share('0')).toBe('0%')
  })
  it('writes units', () => {
    expect(money('10067')).toBe('10,067 万元')
    expect(quantity('3360', '米')).toBe('3,360 米')
    expect(share('83.5')).toBe('83.5%')
  })
})

describe('dates', () => {
  it('writes months and days as people say them', () => {
    expect(monthName('2023-10')).toBe('2023年10月')
    expect(monthName('2023-01')).toBe('2023年1月')
    expect(dayName('2023-11-03')).toBe('2023年11月3日')
    expect(dayName(null)).toBe('—')
    expect(monthName('soon')).toBe('—')
  })
  it('writes moments by the clock of China, without seconds', () => {
    expect(moment('2023-11-03T01:05:59Z')).toBe('2023-11-03 09:05')
    expect(moment('not a time')).toBe('not a time')
  })
  it('walks back over a year end', () => {
    expect(monthsBack('2023-02', 4)).toEqual(['2023-02', '2023-01', '2022-12', '2022-11'])
  })
})

describe('small pictures', () => {
  it('fills a bar from nothing to full and no further', () => {
    expect(barWidth('1680', '3360')).toBe(50)
    expect(barWidth('4000', '3360')).toBe(100)
    expect(barWidth('5', '0')).toBe(0)
  })
  it('names file sizes', () => {
    expect(fileSize(12)).toBe('12 字节')
    expect(fileSize(2048)).toBe('2 KB')
    expect(fileSize(1_830_000)).toBe('1.7 MB')
  })
})
