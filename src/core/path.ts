/** A path with its quoted names spelled plainly: `$['title']` is `$.title`. */
export function dotted(path: string): string {
  return path.replaceAll(/\[(['"])([A-Za-z_]\w*)\1\]/g, '.$2')
}

/** The field that a path starts from; undefined when it may look at any of them. */
export function firstName(path: string | undefined): string | undefined {
  return path === undefined ? undefined : /^\$\.([A-Za-z_]\w*)/.exec(dotted(path))?.[1]
}
