/** Whether a host, with or without the brackets that an IPv6 address has in a URL, is this machine itself. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host)
