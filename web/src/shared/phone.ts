// Whether the page stands on a phone's width: the same limit as theme.css.
import { readonly, ref } from 'vue'

const narrow = typeof matchMedia === 'function' ? matchMedia('(max-width: 640px)') : null
const phone = ref(narrow?.matches ?? false)
// Safari 13 knows only addListener.
if (narrow && 'addEventListener' in narrow) narrow.addEventListener('change', ({ matches }) => { phone.value = matches })

export const onPhone = readonly(phone)
