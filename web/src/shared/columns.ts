/** A column of a DataTable. A slot named `key` replaces `text`. */
export type Column<Row> = {
  key: string
  label: string
  text?: (row: Row) => string
  /** The server's name for sorting by this column. */
  sort?: string
  align?: 'right' | 'center'
  nowrap?: boolean
  /** On a phone this cell is the card's heading. */
  heading?: boolean
  /** Not shown on a phone. */
  wideOnly?: boolean
  /** Buttons and the like: not printed. */
  screenOnly?: boolean
}
