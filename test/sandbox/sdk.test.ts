import { AbstractB24, type AuthActions, type AuthData, HttpV2 } from '@bitrix24/b24jssdk'
import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/portal.ts'
import { aPortal } from './client.ts'

/** The SDK's own webhook class insists on https; this one differs in the address alone. */
class LoopbackHook extends AbstractB24 {
  readonly #auth: AuthActions

  constructor(sandbox: Sandbox) {
    super()
    const { origin, pathname } = new URL(sandbox.webhookUrl)
    const data = {
      access_token: 'x',
      refresh_token: 'hook',
      expires: 0,
      expires_in: 0,
      domain: origin,
      member_id: origin,
    }
    const auth: AuthActions = {
      getAuthData: () => data as AuthData,
      refreshAuth: async () => data as AuthData,
      getUniq: (prefix) => `${prefix}_${sandbox.memberId}`,
      isAdmin: true,
      getTargetOrigin: () => origin,
      getTargetOriginWithPath: () => new Map([['v2', `${origin}${pathname.replace(/\/$/, '')}`]]) as never,
    }
    this.#auth = auth
    // `maxRetries: 1`: no second tries, so that tests see the first answer.
    this._httpV2 = new HttpV2(auth, null, { maxRetries: 1, retryDelay: 1, retryOnNetworkError: false })
    this._httpV2.setClientSideWarning(false, '')
    this._isInit = true
  }

  override get auth(): AuthActions {
    return this.#auth
  }

  override getTargetOrigin(): string {
    return this.#auth.getTargetOrigin()
  }

  override getTargetOriginWithPath(): ReturnType<AuthActions['getTargetOriginWithPath']> {
    return this.#auth.getTargetOriginWithPath()
  }
}

const sdkOf = (sandbox: Sandbox) => new LoopbackHook(sandbox).actions.v2

describe('the official SDK drives the portal', () => {
  test('single calls', async () => {
    const portal = await aPortal()
    const sdk = sdkOf(portal)
    const added = await sdk.call.make({
      method: 'crm.item.add',
      params: { entityTypeId: 2, fields: { title: 'Pump', contactIds: [] } },
    })
    expect(added.isSuccess).toBe(true)
    expect(added.getData()?.result).toMatchObject({ item: { id: 1, title: 'Pump' } })
    const linked = await sdk.call.make({
      method: 'crm.deal.contact.add',
      params: { id: 1, fields: { CONTACT_ID: 5 } },
    })
    expect(linked.getData()?.result).toBe(true)
    expect(portal.data.links(1)).toMatchObject([{ contactId: 5, isPrimary: true }])
    expect(portal.requests[0]?.params, 'its own query parameters are passed over').toHaveProperty('bx24_request_id')
  })

  test('batches with references, by name and by number', async () => {
    const portal = await aPortal()
    const companyId = portal.data.addCompany()
    portal.data.linkCompanyContact(companyId, portal.data.addContact(), { primary: true })
    portal.data.addDeal({ companyId })
    const named = await sdkOf(portal).batch.make({
      calls: {
        deal: { method: 'crm.item.get', params: { entityTypeId: 2, id: 1 } },
        firm: { method: 'crm.company.contact.items.get', params: { id: '$result[deal][item][companyId]' } },
      },
      options: { isHaltOnError: false },
    })
    expect(named.isSuccess).toBe(true)
    expect(JSON.stringify(named.getData())).toContain('"CONTACT_ID":1')
    const numbered = await sdkOf(portal).batch.make({
      calls: [
        ['crm.item.get', { entityTypeId: 2, id: 1 }],
        ['crm.deal.contact.items.get', { id: 1 }],
      ],
      options: { isHaltOnError: true },
    })
    expect(numbered.isSuccess).toBe(true)
    expect(numbered.getData()).toHaveLength(2)
  })

  test('whole lists, page by page', async () => {
    const portal = await aPortal()
    for (let count = 0; count < 120; count += 1) portal.data.addDeal()
    const list = await sdkOf(portal).callList.make<{ id: number }>({
      method: 'crm.item.list',
      params: { entityTypeId: 2, select: ['id'] },
      idKey: 'id',
      customKeyForResult: 'items',
    })
    expect(list.getData()?.map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
  })

  test('refusals reach it as errors', async () => {
    const sdk = sdkOf(await aPortal())
    const missing = sdk.call.make({ method: 'crm.item.get', params: { entityTypeId: 2, id: 404 } })
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND', status: 400 })
    const noLinks = sdk.call.make({ method: 'crm.deal.contact.items.get', params: { id: 404 } })
    await expect(noLinks, 'an empty code').rejects.toMatchObject({ status: 400 })
  })
})
