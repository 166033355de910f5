/** The ready-made rules of `rules/recipes`, by id, and what each asks for; a test holds them against the files. */
export default {
  recipe: {
    'all-company-contacts': {
      title: 'Attach all contacts of the company',
      description:
        'A deal that has a company gets every contact of that company, up to the number given. The deal card does this when a person picks the company; deals made by programs are left without.',
      most: 'Contacts at most',
    },
    'big-deal-contact': {
      title: 'Bring somebody in when a deal is big',
      description: 'Deals of the pipeline over the amount get the contact, such as the one who signs them.',
      pipeline: 'Pipeline',
      amount: "Amount in the deal's currency",
      contact: 'Contact',
    },
    'clear-on-stage': {
      title: 'Remove everybody from deals at a stage',
      description:
        'A deal that comes to the stage, such as the one for junk, loses its contacts, so that mailings and reports leave them out. A contact that a person links again stays.',
      stage: 'Stage',
    },
    'company-primary-contact': {
      title: "Attach the company's primary contact",
      description:
        "A deal of the pipeline that has a company gets that company's primary contact, however the deal was made: by hand, an import, a form or another program.",
      pipeline: 'Pipeline',
    },
    'company-primary-stays-primary': {
      title: "Keep the company's primary contact primary on its deals",
      description:
        "The company's primary contact, where it is linked to the deal, is the deal's primary contact. Listens to changes of the company too, so that its open deals follow.",
      pipeline: 'Pipeline',
    },
    'contact-by-email': {
      title: 'Find the contact by an e-mail address',
      description:
        'A deal without contacts that holds an e-mail address gets the contact that has this address already.',
      field: 'Field of the deal that holds the address',
    },
    'contact-by-phone': {
      title: 'Find the contact by a phone number',
      description:
        'A deal without contacts that holds a phone number gets the contact that has this number already, so that no second card of the same person is needed.',
      field: 'Field of the deal that holds the number',
    },
    'contact-from-field': {
      title: 'Link the contact that a field names',
      description:
        'The contact in a field of the deal (of the kind "Link to CRM"), such as an agent or a payer, is linked to the deal as well.',
      field: 'Field of the deal that holds the contact',
    },
    'contacts-of-position': {
      title: 'Bring in the people of a position at a stage',
      description:
        "On the stage, the contacts of the deal's company who hold the position are added, such as the accountant when the invoice is due.",
      stage: 'Stage',
      position: "Position, as it stands in the contact's card",
    },
    'decision-maker-is-primary': {
      title: 'Make the decision maker the primary contact',
      description:
        'Among the contacts of a deal, the one whose field says the wanted value becomes primary. Robots and messages of Bitrix24 turn to that contact only.',
      field: 'Field of the contact that tells its role',
      role: 'Value that the decision maker has there',
    },
    'follow-new-company': {
      title: 'Follow the deal to its new company',
      description:
        'When a deal of the pipeline gets another company, the contacts of the old one give way to those of the new one.',
      pipeline: 'Pipeline',
    },
    'lead-contacts': {
      title: "Bring the lead's contacts along",
      description: 'A deal that came of a lead has the contacts that the lead had, all of them and not only the first.',
      pipeline: 'Pipeline',
    },
    'no-contact-after-days': {
      title: 'Give deals a contact that have none after some days',
      description:
        'Every morning, open deals of the pipeline that were created longer ago than the days given and still have no contact get the primary contact of their company.',
      pipeline: 'Pipeline',
      days: 'Days since the deal was created',
    },
    'no-strangers': {
      title: 'Remove contacts that are not of the company',
      description:
        'On the stage, contacts that belong to another company are removed from the deal; people without a company stay.',
      stage: 'Stage',
    },
    'pipeline-contact': {
      title: 'Link one contact to every deal of a pipeline',
      description: 'Every deal of the pipeline gets the contact, such as the dispatcher of all deliveries.',
      pipeline: 'Pipeline',
      contact: 'Contact',
    },
    'responsible-brings-contact': {
      title: 'Link a contact to all deals of one person',
      description:
        'Deals for which the person is responsible get the contact, such as the partner whom she looks after.',
      user: 'Responsible person',
      contact: 'Contact',
    },
  },
}
