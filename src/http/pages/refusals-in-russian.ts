import type { Refusal } from '../refusal.ts'

/** What the pages tell of refusals, by code: those that a person may meet at the doors. */
const byCode: Readonly<Record<string, string>> = {
  unknown: 'Человек с вашим адресом сюда не приглашён. Попросите администратора Bindery о приглашении.',
  unverified:
    'Ваш провайдер не ручается за ваш адрес, поэтому Bindery не знает, кто вы. Попросите того, кто управляет провайдером, подтвердить адрес.',
  'too-weak':
    'Вы вошли у провайдера способом, которого для Bindery недостаточно, например только с паролем. Выйдите там, войдите со вторым фактором и попробуйте снова; что именно нужно, знает тот, кто управляет Bindery.',
  disabled: 'Ваша учётная запись здесь отключена. Включить её может администратор Bindery.',
  'another-account':
    'Ваш адрес принадлежит учётной записи, с которой входит другой пользователь провайдера. Обратитесь к администратору Bindery.',
  'no-account-yet':
    'Учётных записей здесь ещё нет. Откройте одноразовую ссылку, которую сервис печатает при запуске, и сделайте первую.',
  broken_off:
    'Вход был прерван, длился слишком долго или начат в другом браузере. Вернитесь в начало и попробуйте снова.',
  provider_unavailable:
    'Провайдер входа недоступен или отвечает не так, как должен. Попробуйте позже; подробности в журнале Bindery.',
  too_many_tries: 'Слишком много попыток входа с вашего адреса. Подождите четверть часа и попробуйте снова.',
  too_early: 'Чтобы воспользоваться ссылкой, откройте её.',
  not_found: 'По этому адресу ничего нет.',
  database_unavailable: 'База данных не отвечает; попробуйте снова.',
  overloaded: 'Слишком многое ждёт; попробуйте снова.',
}

/** Null where there are no words for it. */
export function refusalInRussian({ code, details }: Pick<Refusal, 'code' | 'details'>): string | null {
  if (code !== 'internal') return Object.hasOwn(byCode, code) ? (byCode[code] ?? null) : null
  const { requestId } = details as { requestId: string } // as `answer-error.ts` makes it
  return `Здесь что-то пошло не так; подробности в журнале под номером запроса ${requestId}.`
}
