// What a field holds and what the server gets: an empty field is an absent value.
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
export const orEmpty = (value: string | null | undefined): string => value ?? ''
