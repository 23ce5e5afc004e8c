// The functions of the rule language in words, for people who read a formula and never wrote one.
const WORDS: Readonly<Record<string, string>> = {
  IF: '条件成立取前者，否则取后者', IFNA: '没有数据时改取后面的值', NA: '不评', KNOWN: '有数据', AND: '全都成立', OR: '有一个成立', NOT: '不成立',
  ABS: '去掉正负号', MIN: '最小的一个', MAX: '最大的一个', ROUND: '四舍五入到若干位', ROUNDUP: '进位到若干位', ROUNDDOWN: '舍去若干位以后的', ROUNDEVEN: '四舍六入五成双（GB/T 8170）',
  CEILING: '向上取到倍数', FLOOR: '向下取到倍数', MOD: '余数', STEPS: '满几个步长，不足一步的进位或舍去', QUOTA: '按比例算的名额', CONVERT: '换算成另一单位', ONEOF: '是其中之一', CONTAINS: '文字中含有', TEXT: '写成文字',
  WORST: '最差的等次', BEST: '最好的等次', BETTER: '前者优于后者', WORSE: '前者劣于后者', ATLEAST: '前者不劣于后者', LEVELS: '提高几级，降低为负', RANKOF: '等次的位次，最好为 1',
  YEAR: '年份', MONTH: '几月', DAY: '几日', QUARTER: '第几季度', MONTHOF: '所在月份', MONTHSTART: '月初', MONTHEND: '月末', DATEOF: '时刻所在的日期', DATE: '由年、月、日组成的日期', EDATE: '若干个月以后', WORKDAY: '其后第几个工作日', NETWORKDAYS: '工作日数，两端都计', ISWORKDAY: '是工作日',
  DRAW: '可复算的抽签数', WATERCLASS: '按 GB 3838 判定的单因子水质类别', BAND: '按分档表取值', PREV: '上一行的值',
  COUNTIFS: '那张表里符合条件的行数', SUMIFS: '符合条件的行的合计', AVERAGEIFS: '符合条件的行的平均', MINIFS: '符合条件的行的最小值', MAXIFS: '符合条件的行的最大值', BESTIFS: '符合条件的行的最好等次', WORSTIFS: '符合条件的行的最差等次',
  LOOKUP: '在那张表里查到的唯一一行的值', FIRSTIFS: '符合条件的第一行的值', LASTIFS: '符合条件的最后一行的值', EXISTS: '那张表里有符合条件的行', EVERYIFS: '那张表里符合条件的行全都成立', LISTIFS: '符合条件的行逐个列出',
  COUNT: '组内行数', SUM: '组内合计', AVERAGE: '组内平均', ANY: '组内有一行成立', ALL: '组内全都成立', FIRST: '组内第一行的值', LAST: '组内最后一行的值', ONLY: '组内唯一的值', LIST: '组内逐个列出',
}

/** Functions that occur in a text of formulas, in alphabetical order. */
export function functionsIn(text: string): { name: string; words: string }[] {
  const names = new Set((text.match(/\b[A-Z]+(?=\s*\()/g) ?? []))
  return [...names].filter(name => WORDS[name] !== undefined).sort().map(name => ({ name, words: WORDS[name] ?? '' }))
}
