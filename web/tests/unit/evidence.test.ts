// How evidence becomes slides.
import { describe, expect, it } from 'vitest'
import { evidenceKind, slidesOf } from '@/shared/evidence'

const file = (name: string, media_type: string) => ({ hash: name, name, size: 1, media_type })

describe('evidence', () => {
  it('shows pictures and videos, and leaves every other type to be saved', () => {
    const kinds = ['image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'application/pdf', 'image/svg+xml', 'text/html'].map(type => evidenceKind(file('a', type)))
    expect(kinds).toEqual(['picture', 'picture', 'picture', 'video', 'document', 'document', 'document'])
  })
  it('makes a slide of each file, and one of a group that has none', () => {
    const slides = slidesOf([
      { title: '甲', lines: ['一'], files: [file('1', 'image/png'), file('2', 'video/mp4')] },
      { title: '乙', lines: [], files: [] },
    ])
    expect(slides.map(({ title, file: own, place, of }) => [title, own?.name ?? null, place, of])).toEqual([['甲', '1', 1, 2], ['甲', '2', 2, 2], ['乙', null, 0, 0]])
  })
})
