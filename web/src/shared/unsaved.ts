// Forms that hold something typed and not yet saved; leaving the page asks first.
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

const holding = new Set<symbol>()
const QUESTION = '填写的内容还没有保存，确定离开吗？'

/** A flag the form sets once something was typed. */
export function useUnsaved(): Ref<boolean> {
  const me = Symbol('form')
  const typed = ref(false)
  watch(typed, yes => { if (yes) holding.add(me); else holding.delete(me) })
  onBeforeUnmount(() => { holding.delete(me) })
  return typed
}
export function mayLeave(): boolean {
  if (holding.size === 0) return true
  if (!window.confirm(QUESTION)) return false
  holding.clear()
  return true
}
export function guardUnload(): void {
  window.addEventListener('beforeunload', event => { if (holding.size > 0) event.preventDefault() })
}
