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
import { pageProblem } from './page-problem'

guardUnload()
whenSessionLost(askToSignInAgain)
// A new version was put in place while this page was open: its old files are gone, so fetch the page anew.
window.addEventListener('vite:preloadError', () => location.reload())
router.onError(cause => { pageProblem.value = problemFrom(cause) })
router.afterEach(() => { pageProblem.value = null })

createApp(App).use(router).mount('#app')
