// Which photos and videos the server takes, told by their first bytes as it does: a photo that waits without a network is
// refused while it can still be taken again.
/** What a phone's file chooser is asked for: iPhones turn HEIC into jpg for these. */
export const SHOTS = 'image/jpeg,image/png,image/webp,video/mp4'
const PICTURES_AS_FTYP = ['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1', 'avif']

/** Why this photo or video would not be taken; empty when it is. */
export async function shotFault(file: File): Promise<string> {
  if (file.size === 0) return `${file.name} 是空的，请重新拍摄或选择。`
  const first = new Uint8Array(await new Response(file.slice(0, 12)).arrayBuffer())
  const word = (from: number, to: number) => String.fromCharCode(...first.slice(from, to))
  const starts = (...bytes: number[]) => bytes.every((byte, at) => first[at] === byte)
  if (starts(0xff, 0xd8, 0xff) || starts(0x89, 0x50, 0x4e, 0x47) || (word(0, 4) === 'RIFF' && word(8, 12) === 'WEBP')) return ''
  if (word(4, 8) === 'ftyp') return PICTURES_AS_FTYP.includes(word(8, 12)) ? `${file.name} 是 HEIC 照片，不能上传：请转为 jpg，或把手机相机的格式设为“兼容性最佳”后重拍。` : ''
  return `${file.name} 不能上传：只接收 jpg、png、webp 照片和 mp4 视频。`
}
