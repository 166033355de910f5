import './look.css'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n, speakPreferred } from './languages/index.ts'
import { keepLook } from './live/look.ts'
import { loadBackground } from './live/portal.ts'
import { router } from './router.ts'

keepLook()
void loadBackground()
await speakPreferred()
createApp(App).use(i18n).use(router).mount('#app')
