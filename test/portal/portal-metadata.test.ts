import { expect, test } from 'vitest'
import { createMetadataReader } from '../../src/portal/portal-metadata.ts'
import { aClient, aStubOf } from './portals.ts'

test.each([
  {
    says: 'a description with an id in it',
    fields: { id: { type: 'integer' }, title: { type: 'string' } },
    isTold: true,
  },
  { says: 'an empty object', fields: {}, isTold: false },
  { says: 'an empty list, as PHP writes a map without entries', fields: [], isTold: false },
  { says: 'custom fields alone', fields: { UF_CRM_X: { type: 'string' } }, isTold: false },
])('$says counts as all fields of a deal: $isTold', async ({ fields, isTold }) => {
  const stub = await aStubOf({
    'crm.item.fields': { fields },
    'crm.category.list': { categories: [] },
    'crm.status.list': [],
  })
  const { metadata } = await createMetadataReader(aClient(stub.webhookUrl)).read()
  expect(metadata.fields.deal === null).toBe(!isTold)
})
