import type { SandboxData } from './seed.ts'

export const sampleData: SandboxData = {}
