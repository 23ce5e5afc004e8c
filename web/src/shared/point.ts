// A point as people type it: two numbers, longitude first, as on the maps of this country.
export type Point = { lon: number; lat: number }
/** `turned`: the same numbers the other way round, when only that can be meant. */
export type PointRead = { point: Point | null; fault: string; turned: string }

export const HOW_A_POINT = '写成“106.05, 29.84”：经度在前、纬度在后，用逗号隔开'
const isLon = (degrees: number) => degrees >= 73 && degrees <= 136
const isLat = (degrees: number) => degrees >= 3 && degrees <= 54

const told = (fault: string, turned = ''): PointRead => ({ point: null, fault, turned })

export function readPoint(typed: string): PointRead {
  const parts = typed.replace(/[０-９．]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).split(/[,，、;；\s]+/).filter(part => part !== '')
  if (parts.length === 0) return told('')
  if (parts.some(part => !/^-?\d+(\.\d+)?$/.test(part))) return told(`经纬度看不懂：${HOW_A_POINT}。`)
  if (parts.length !== 2) return told(`经纬度要两个数：${HOW_A_POINT}。`)
  const [lon = NaN, lat = NaN] = parts.map(Number)
  if (isLon(lon) && isLat(lat)) return { point: { lon, lat }, fault: '', turned: '' }
  if (isLon(lat) && isLat(lon)) return told('经度和纬度写反了：经度在前、纬度在后。', `${parts[1]}, ${parts[0]}`)
  return told(`经纬度不在国内：经度应在 73 至 136、纬度应在 3 至 54 之间，${HOW_A_POINT}。`)
}
