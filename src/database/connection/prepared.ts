import type postgres from 'postgres'

/** A text with more parameters than this grows with its rows: each number of rows would stay prepared, on each connection. */
const mostParameters = 20

/**
 * The same client, but that the statements of its transactions are prepared. drizzle prepares none that it is given as
 * SQL, which is how the queue's come; each would travel twice, to be described and then carried out, and be planned anew.
 */
export function preparingInTransactions(client: postgres.Sql): postgres.Sql {
  const begin = (work: (tx: postgres.TransactionSql) => Promise<unknown>) => client.begin((tx) => work(preparing(tx)))
  return new Proxy(client, { get: (of, name) => (name === 'begin' ? begin : Reflect.get(of, name)) })
}

function preparing(tx: postgres.TransactionSql): postgres.TransactionSql {
  const unsafe: typeof tx.unsafe = (text, parameters = [], options = {}) =>
    tx.unsafe(text, parameters, { ...options, prepare: parameters.length <= mostParameters })
  return new Proxy(tx, { get: (of, name) => (name === 'unsafe' ? unsafe : Reflect.get(of, name)) })
}
