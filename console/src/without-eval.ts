// Stands for zod in the console: its compiler tries `new Function`, which the content security policy forbids and reports.
import { config } from 'zod/v4'

config({ jitless: true })

export * from 'zod/v4'
