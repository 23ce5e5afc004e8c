// An item's content as a form holds it: every field a text, and back again.
import { ITEM_FIELDS } from '@/labels'
import { orEmpty, orNull } from '@/shared/form-text'
import type { ItemForm, List } from '@/api/types'

export type ItemDraft = { [K in Exclude<keyof ItemForm, 'list' | 'helpers'>]: string } & { list: List; helpers: string[] }

export function draftOf(content: Partial<ItemForm> & { list: List }): ItemDraft {
  return {
    list: content.list, helpers: [...(content.helpers ?? [])], hard: content.hard === null || content.hard === undefined ? '' : String(content.hard),
    number: orEmpty(content.number), title: orEmpty(content.title), river_id: orEmpty(content.river_id), unit_id: orEmpty(content.unit_id),
    start_on: orEmpty(content.start_on), limit_on: orEmpty(content.limit_on), money_wan: orEmpty(content.money_wan), money_source: orEmpty(content.money_source),
    chief_id: orEmpty(content.chief_id), chief: orEmpty(content.chief), measure: orEmpty(content.measure), indicator: orEmpty(content.indicator), unit_of_measure: orEmpty(content.unit_of_measure),
    target: orEmpty(content.target), points: orEmpty(content.points), source: orEmpty(content.source), place: orEmpty(content.place), kind: orEmpty(content.kind), description: orEmpty(content.description),
  }
}

export function contentOf(draft: ItemDraft): ItemForm {
  return {
    list: draft.list, helpers: draft.helpers, hard: draft.hard === '' ? null : draft.hard === 'true',
    number: draft.number.trim(), title: draft.title.trim(), unit_id: draft.unit_id, river_id: orNull(draft.river_id), start_on: draft.start_on, limit_on: draft.limit_on,
    money_wan: orNull(draft.money_wan), money_source: orNull(draft.money_source), chief_id: orNull(draft.chief_id), measure: orNull(draft.measure), indicator: orNull(draft.indicator),
    unit_of_measure: orNull(draft.unit_of_measure), target: orNull(draft.target), points: orNull(draft.points), source: orNull(draft.source), place: orNull(draft.place), kind: orNull(draft.kind), description: orNull(draft.description),
  }
}

const WORDS: Record<string, keyof ItemForm> = { river: 'river_id', unit: 'unit_id', chief: 'chief_id', money: 'money_wan' }
const isField = (key: string): key is keyof ItemForm => key in ITEM_FIELDS
/** The form's fields of the words by which rules name what needs approval. */
export const approvalFields = (words: readonly string[]): (keyof ItemForm)[] => words.map(word => WORDS[word] ?? word).filter(isField)
