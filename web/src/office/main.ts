import '@/legacy'
import 'element-plus/dist/index.css'
import '@/theme.css'
import { createApp } from 'vue'
import { whenSessionLost } from '@/api/client'
import { problemFrom } from '@/shared/load'
import { guardUnload } from '@/shared/unsaved'
import App from './App.vue'
import { router } from './routes'
import { askToSignInAgain } from './session/session'
import { NO_NETWORK, pageProblem } from './page-problem'

guardUnload()
whenSessionLost(askToSignInAgain)
// A new version was put in place while this page was open: its old files are gone, so fetch the page anew. Only when the server
// answers: without a network a reload would put the browser's own error page in place of what is being filled in.
async function renew(): Promise<void> {
  if (navigator.onLine && (await fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' })).ok) location.reload()
}
window.addEventListener('vite:preloadError', () => { void renew().catch(() => undefined) })
router.onError(cause => { pageProblem.value = navigator.onLine ? problemFrom(cause) : NO_NETWORK })
router.afterEach(() => { pageProblem.value = null })

createApp(App).use(router).mount('#app')
