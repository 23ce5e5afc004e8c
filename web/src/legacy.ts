// All that Chromium 72 to 86 and Safari 13 lack and this front end (with Element Plus) uses. The first import of every entry.
type Segment = { segment: string }
const intl = Intl as unknown as { Segmenter?: new () => { segment(text: string): Segment[] } }
intl.Segmenter ??= class {
  segment(text: string): Segment[] { return Array.from(text, segment => ({ segment })) }
}
if (!Object.fromEntries) {
  Object.fromEntries = (entries: Iterable<readonly [PropertyKey, unknown]>) => {
    const made: Record<PropertyKey, unknown> = {}
    for (const [key, value] of entries) made[key] = value
    return made
  }
}
if (!String.prototype.replaceAll) {
  Object.defineProperty(String.prototype, 'replaceAll', {
    configurable: true,
    writable: true,
    value(this: string, from: string, to: string) { return this.split(from).join(to) },
  })
}
if (!Array.prototype.at) {
  Object.defineProperty(Array.prototype, 'at', {
    configurable: true,
    writable: true,
    value<T>(this: T[], index: number) { return this[index < 0 ? this.length + index : index] },
  })
}
