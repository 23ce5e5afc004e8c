// A line of a text in pieces: words, and the figures it names in braces. Read as the server fills them into the document.
import type { FrozenFigure, TextChapter } from '@/api/types'

export type Piece =
  | { kind: 'words'; text: string }
  | { kind: 'figure'; figure: FrozenFigure }
  | { kind: 'unknown'; name: string }
export type Figures = ReadonlyMap<string, FrozenFigure>

export const figuresByName = (figures: readonly FrozenFigure[]): Figures => new Map(figures.map(figure => [figure.name, figure]))

/** A name reaches to the next closing brace; a brace that is never closed is only a brace. */
export function piecesOf(line: string, figures: Figures): Piece[] {
  const pieces: Piece[] = []
  let words = ''
  let at = 0
  while (at < line.length) {
    const open = line.indexOf('{', at)
    const close = open < 0 ? -1 : line.indexOf('}', open)
    if (close < 0) break
    words += line.slice(at, open)
    const name = line.slice(open + 1, close)
    const figure = figures.get(name)
    if (words !== '') pieces.push({ kind: 'words', text: words })
    words = ''
    pieces.push(figure ? { kind: 'figure', figure } : { kind: 'unknown', name })
    at = close + 1
  }
  words += line.slice(at)
  if (words !== '') pieces.push({ kind: 'words', text: words })
  return pieces
}

/** Each line a paragraph; blank ones are none. */
export const linesOf = (text: string): string[] => text.split('\n').map(line => line.trim()).filter(line => line !== '')

/** The line as it reads; an unknown name stays in its braces. */
export const filled = (line: string, figures: Figures): string =>
  piecesOf(line, figures).map(piece => (piece.kind === 'words' ? piece.text : piece.kind === 'figure' ? piece.figure.value : `{${piece.name}}`)).join('')

const piecesIn = (texts: readonly string[], figures: Figures) => texts.flatMap(linesOf).flatMap(line => piecesOf(line, figures))
const textsOf = (title: string, chapters: readonly TextChapter[]) => [title, ...chapters.flatMap(chapter => [...(chapter.title ? [chapter.title] : []), chapter.text])]

/** Figures the text names that could not be assessed, each once. */
export function missingIn(title: string, chapters: readonly TextChapter[], figures: Figures): FrozenFigure[] {
  return [...new Set(piecesIn(textsOf(title, chapters), figures).flatMap(piece => (piece.kind === 'figure' && piece.figure.missing ? [piece.figure] : [])))]
}
/** Names in braces that no figure has, each once. */
export function unknownIn(texts: readonly string[], figures: Figures): string[] {
  return [...new Set(piecesIn(texts, figures).flatMap(piece => (piece.kind === 'unknown' ? [piece.name] : [])))]
}
export const unknownOf = (title: string, chapters: readonly TextChapter[], figures: Figures): string[] => unknownIn(textsOf(title, chapters), figures)

/** A figure's name put in where the caret was, in place of what was marked; and where the caret goes. */
export function inserted(text: string, from: number, until: number, name: string): { text: string; caret: number } {
  const put = `{${name}}`
  return { text: text.slice(0, from) + put + text.slice(until), caret: from + put.length }
}

/** The list with one of its parts a place further up or down. */
export function moved<T>(list: readonly T[], from: number, by: -1 | 1): T[] {
  const next = [...list]
  const [one] = next.splice(from, 1)
  if (one !== undefined) next.splice(from + by, 0, one)
  return next
}
