import { createRouter, createWebHistory } from 'vue-router'
import OverviewPage from './pages/OverviewPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name among the messages. */
    title: string
    /** Shown without signing in, and without the frame. */
    isForStrangers?: boolean
  }
}

/** Every page but the first is loaded when it is opened. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: OverviewPage, meta: { title: 'overview.title' } },
    { path: '/rules', component: () => import('./pages/RulesPage.vue'), meta: { title: 'rules.title' } },
    // Beside /rules, where every name may be the key of a rule.
    { path: '/new-rule', component: () => import('./pages/NewRulePage.vue'), meta: { title: 'newRule.title' } },
    {
      path: '/new-rule/edit',
      component: () => import('./pages/RuleEditPage.vue'),
      props: { isNew: true },
      meta: { title: 'editor.newTitle' },
    },
    { path: '/rules/:key/edit', component: () => import('./pages/RuleEditPage.vue'), meta: { title: 'editor.title' } },
    {
      path: '/rules/:key/versions',
      component: () => import('./pages/RuleVersionsPage.vue'),
      meta: { title: 'versions.title' },
    },
    { path: '/rules/:key/live', component: () => import('./pages/GoLivePage.vue'), meta: { title: 'goLive.short' } },
    {
      path: '/rules/:key',
      component: () => import('./pages/RulePage.vue'),
      props: true,
      meta: { title: 'rules.title' },
    },
    {
      path: '/attention',
      component: () => import('./pages/AttentionPage.vue'),
      meta: { title: 'attention.title' },
    },
    { path: '/alerts', component: () => import('./pages/AlertsPage.vue'), meta: { title: 'alerts.pageTitle' } },
    {
      path: '/holds/:id',
      component: () => import('./pages/HoldPage.vue'),
      props: true,
      meta: { title: 'holds.title' },
    },
    { path: '/runs', component: () => import('./pages/RunsPage.vue'), meta: { title: 'runs.title' } },
    { path: '/runs/:id', component: () => import('./pages/RunPage.vue'), props: true, meta: { title: 'runs.title' } },
    { path: '/deals', component: () => import('./pages/DealsPage.vue'), meta: { title: 'deals.title' } },
    {
      path: '/deals/:id',
      component: () => import('./pages/DealPage.vue'),
      props: true,
      meta: { title: 'deals.title' },
    },
    {
      path: '/deals/:id/why',
      component: () => import('./pages/WhyPage.vue'),
      props: true,
      meta: { title: 'why.title' },
    },
    {
      path: '/backfills',
      component: () => import('./pages/BackfillsPage.vue'),
      meta: { title: 'backfills.title' },
    },
    {
      path: '/backfills/new',
      component: () => import('./pages/NewBackfillPage.vue'),
      meta: { title: 'backfills.newTitle' },
    },
    {
      path: '/backfills/:id',
      component: () => import('./pages/BackfillPage.vue'),
      props: true,
      meta: { title: 'backfills.one' },
    },
    { path: '/events', component: () => import('./pages/EventsPage.vue'), meta: { title: 'events.title' } },
    { path: '/connect', component: () => import('./pages/ConnectPage.vue'), meta: { title: 'connect.title' } },
    {
      path: '/settings',
      component: () => import('./pages/settings/SettingsPage.vue'),
      meta: { title: 'settings.title' },
      children: [
        { path: '', component: () => import('./pages/settings/AccountPage.vue'), meta: { title: 'settings.account' } },
        {
          path: 'people',
          component: () => import('./pages/settings/PeoplePage.vue'),
          meta: { title: 'settings.people' },
        },
        {
          path: 'tokens',
          component: () => import('./pages/settings/TokensPage.vue'),
          meta: { title: 'settings.tokens' },
        },
        {
          path: 'portal',
          component: () => import('./pages/settings/PortalPage.vue'),
          meta: { title: 'settings.portal' },
        },
        {
          path: 'record',
          component: () => import('./pages/settings/RecordPage.vue'),
          meta: { title: 'settings.record' },
        },
      ],
    },
    {
      path: '/invitation',
      component: () => import('./pages/InvitationPage.vue'),
      meta: { title: 'invitation.title', isForStrangers: true },
    },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFoundPage.vue'), meta: { title: 'notFound.title' } },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
