import { Option } from 'commander'

/** `--role`, the least first. */
export const roleOption = (preset: 'viewer' | 'administrator') =>
  new Option('--role <role>', 'what it may do').choices(['viewer', 'editor', 'administrator']).default(preset)
