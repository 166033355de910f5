// Written by `npm run console:types` from the table of routes. Not to be edited.

export interface paths {
    "/api/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events and runs over time, by outcome
         * @description `from` is by default a day (by hours) or a week (by days) ago, `to` now; the last step may reach past it. At most 744 steps and 92 days.
         */
        get: operations["getActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/activity/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How often each rule matched over time, and what came of it
         * @description `from` is by default a day (by hours) or a week (by days) ago, `to` now; the last step may reach past it. At most 744 steps and 92 days.
         */
        get: operations["getActivityRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is alarming, and what was: newest first
         * @description Each with what to do and with what became of telling it by webhook, e-mail and in Bitrix24.
         */
        get: operations["getAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test alert over every channel that is configured */
        post: operations["postAlertsTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The record of a span of time, signed
         * @description Lines of JSON: a head with the key, then every audit entry, rule version and run (without its traces) in the order of the chain, at last a seal with a signature over all lines before. `audit verify FILE` checks it without the service. A file without its seal is not whole. That it was asked for is put on record, with the fingerprint of the key.
         */
        get: operations["getAuditExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the record is as it was written: the next links of its chain
         * @description Looks at 1000 links at most. Begin without parameters and go on with the last link of each answer, until the end. At the end it also finds records that no link stands for. A place that was noted earlier is looked at as well: a record that was cut off at its end, or written anew, is known by it alone.
         */
        get: operations["getAuditVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backfills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backfills and scheduled runs of rules, newest first */
        get: operations["getBackfills"];
        put?: never;
        /**
         * Have rules look at deals that are there already
         * @description Goes on in the background, behind live events. shadow: every rule is evaluated and recorded, and nothing is written, whatever its mode.
         */
        post: operations["postBackfills"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backfills/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One backfill, with its progress */
        get: operations["getBackfillsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backfills/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it; deals that wait are let be, what was done stays */
        post: operations["postBackfillsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backfills/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let no more deals of it come; those that wait already are still run */
        post: operations["postBackfillsIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backfills/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on where it was paused */
        post: operations["postBackfillsIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backtests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backtests, newest first */
        get: operations["getBacktests"];
        put?: never;
        /**
         * Try a draft on many deals; nothing is written to them
         * @description The draft counts as live, whatever its mode, and is compared with the version that is live now.
         */
        post: operations["postBacktests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backtests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One backtest with its progress, and its result when it is done */
        get: operations["getBacktestsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backtests/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a backtest */
        post: operations["postBacktestsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/budget/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a job over many deals would cost of the portal’s allowance */
        get: operations["getBudgetPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/completeness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Day by day, what changed in the portal and what became of it here
         * @description From what sweeps found and the journal holds; what no sweep has looked at yet is not in it.
         */
        get: operations["getCompleteness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget what is kept of a contact
         * @description Its fields go wherever a run had read them. Its name, phones and mails, and the words given here, are replaced by [erased] in the snapshots, traces and backtests of the deals that it was linked to. Its number stays, and so do links and calls: the record of what was done. Nothing brings it back but a backup. Delete the contact in Bitrix24 first, or a later run reads it again. May take some seconds with many thousand deals; to repeat it does no harm.
         */
        post: operations["postContactsIdErase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deals that wait for a person: the quarantined ones */
        get: operations["getDeals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One deal's story, as recorded here */
        get: operations["getDealsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deals/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a deal's quarantine, and let the rules do again what people have undone
         * @description Runs nothing by itself: the next event does, or `POST /api/deals/{id}/run`.
         */
        post: operations["postDealsIdRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deals/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run the rules on one deal now */
        post: operations["postDealsIdRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deals/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a test of a rule out of a deal as it is now
         * @description Only what the rule reads is in it. Names, titles, phones, mails and other texts are replaced by invented ones, ids stay. What is expected is what the rule makes of that.
         */
        post: operations["postDealsIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deals/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why each rule would act on a deal now, or not; nothing is written */
        get: operations["getDealsIdWhy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/deals/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deals of the portal by a part of their title, or by id */
        get: operations["getDealsSearch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The journal of events, newest first */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules that a fuse has held, newest first */
        get: operations["getHolds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One hold, with the deals and what the rule would change on each */
        get: operations["getHoldsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave these deals, or all of them, as they are
         * @description Once nothing is held any more the hold ends and the rule acts again, at the next event of these deals as well: change the rule or set it to shadow before.
         */
        post: operations["postHoldsIdDiscard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/holds/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a held rule act on these deals, or on all of them
         * @description Each is run with the rule as it is now and decided by what is there now. Once nothing is held any more the hold ends and the rule acts again.
         */
        post: operations["postHoldsIdRelease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations that nobody has accepted yet, without their links */
        get: operations["getInvitations"];
        put?: never;
        /** Invite somebody; an earlier invitation of theirs ends */
        post: operations["postInvitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation: its link opens nothing any more */
        delete: operations["deleteInvitationsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation: make an account, or set a new password, and sign in with it */
        post: operations["postInvitationsAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invitation offers to whoever holds its link; it stays unused */
        post: operations["postInvitationsRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who I am and what I may */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change my name or password
         * @description A new password ends all other sessions.
         */
        patch: operations["patchMe"];
        trace?: never;
    };
    "/api/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where I am signed in */
        get: operations["getMeSessions"];
        put?: never;
        post?: never;
        /** Sign me out everywhere */
        delete: operations["deleteMeSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of my sessions */
        delete: operations["deleteMeSessionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API tokens that I made, without their secrets */
        get: operations["getMeTokens"];
        put?: never;
        /** Create an API token that may at most what I may */
        post: operations["postMeTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token that I made */
        delete: operations["deleteMeTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What deals and contacts are called
         * @description For people to read. Titles of deals are those that their last run saw. Names of contacts are asked of the portal, with little urgency, and remembered for ten minutes; what is not known within some seconds is left out, so ask again later.
         */
        get: operations["getNames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/portal/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fields, pipelines, stages, directories and users of the portal, as forms for rules need them
         * @description Remembered for up to an hour, and read anew meanwhile when it is older than ten minutes.
         */
        get: operations["getPortalFields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The run that would happen on a deal; nothing is written */
        post: operations["postPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live rules that were proposed to a second person, newest first */
        get: operations["getProposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One proposal, with the rule and what it would change */
        get: operations["getProposalsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a proposed rule in force
         * @description By somebody who is signed in and has not proposed it; the rule must be what it was then.
         */
        post: operations["postProposalsIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave the rule as it is
         * @description By anybody who may change rules; whoever proposed it takes it back that way.
         */
        post: operations["postProposalsIdRefuse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recipes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ready-made rules with blanks to fill in */
        get: operations["getRecipes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recipes/{id}/rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The rule that a recipe makes; nothing is saved */
        post: operations["postRecipesIdRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let writes go on, and what has waited for them */
        post: operations["postResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long things are kept */
        get: operations["getRetention"];
        /**
         * Keep things for so long from now on
         * @description Erasing begins within a minute, a few rows at a time, and is repeated every six hours. What is erased is gone: only a backup brings it back. The chain of the record stays whole.
         */
        put: operations["putRetention"];
        post?: never;
        /** Keep things for as long as the environment says */
        delete: operations["deleteRetention"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reverts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reverts of many runs, newest first */
        get: operations["getReverts"];
        put?: never;
        /**
         * Take many runs back, each by a run of its own
         * @description Goes on in the background, behind live events. Runs of deals whose contacts have changed since are left as they are; with `force` what still stands as they left it is put back. Runs that have been taken back already are passed over. With `preview` nothing is written: it looks at the deals and tells what would be put back.
         */
        post: operations["postReverts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reverts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One revert of many runs, or a preview of one, with its progress */
        get: operations["getRevertsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reverts/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it; runs that wait are let be, what was put back stays */
        post: operations["postRevertsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reverts/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let no more runs be taken back; those that wait already still are */
        post: operations["postRevertsIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reverts/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on where it was paused */
        post: operations["postRevertsIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rivals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live rules that can want the opposite for one contact or primary, as pairs, with deals where they did */
        get: operations["getRivals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every rule, in the order in which they act */
        get: operations["getRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule */
        get: operations["getRulesKey"];
        /**
         * Save a rule, new or changed, as a whole document
         * @description The version, savedAt and savedBy of a rule that was read before are passed over.
         */
        put: operations["putRulesKey"];
        post?: never;
        /** Delete a rule; its versions and runs stay */
        delete: operations["deleteRulesKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{key}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a rule in shadow mode live, as its next version */
        post: operations["postRulesKeyPromote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{key}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an earlier version back, as a new version; a deleted rule too
         * @description The rule is checked as on every save, but nothing refuses it: it was in force once, and what the portal says against it today is a warning.
         */
        post: operations["postRulesKeyRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{key}/shadow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a rule in shadow mode would have done, by day, and whether people did the same
         * @description Out of the recorded runs: what this version would have done, and what people did to those deals' contacts in the following days. What other rules wrote does not count; taking a run back does.
         */
        get: operations["getRulesKeyShadow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{key}/undone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often people undo what a rule did, and what those deals have in common */
        get: operations["getRulesKeyUndone"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{key}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every version of a rule, newest first; a deleted rule keeps its own */
        get: operations["getRulesKeyVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{key}/versions/{from}/diff/{to}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is different between two versions of a rule */
        get: operations["getRulesKeyVersionsFromDiffTo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What is wrong with a rule document; nothing is saved
         * @description By its form, by the portal's fields, stages, funnels and contacts, and beside the other live rules. What could not be checked, as the portal is away, is a warning.
         */
        post: operations["postRulesValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first, without traces */
        get: operations["getRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with its traces */
        get: operations["getRunsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What taking a run back would change; nothing is written */
        get: operations["getRunsIdRevert"];
        put?: never;
        /**
         * Put a run's links back, by a run of its own
         * @description Refused where the links have changed since. With `force` only what still stands as that run left it is put back; what people or later runs changed stays.
         */
        post: operations["postRunsIdRevert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a test of a rule out of a run
         * @description Only what the rule reads is in it. Names, titles, phones, mails and other texts are replaced by invented ones, ids stay. What is expected is what the rule makes of that. The links are those that the run began with, the rest is as the portal tells it now.
         */
        post: operations["postRunsIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every run of a filter as a file, newest first
         * @description Sent as it is read, however many they are. csv: a line a run, for spreadsheets; text that they would take for a formula has an apostrophe before it. json: a list of runs without traces, each with the title of its deal. A file that breaks off is not whole.
         */
        get: operations["getRunsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one can sign in here */
        get: operations["getSession"];
        put?: never;
        /** Sign in */
        post: operations["postSession"];
        /** Sign out */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service, its portal and its queue are */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop all writes on the portal
         * @description At once, in every process, until `POST /api/resume`. Events are taken in; their runs wait. A stop in force stays as it is.
         */
        post: operations["postStop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hear what changes, so that what is shown can be read anew
         * @description Server-sent events. Each is called by what has changed (run.recorded, event.received, rule.saved, job.moved, status, brakes, alert.changed), at most once in half a second, and says no more than that: ask for what you show. A comment comes every 15 s when nothing changes. It ends with the session or token, and when the service stops; connect again and then read everything anew, as what happened meanwhile is not told.
         */
        get: operations["getStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sweeps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sweeps, newest first */
        get: operations["getSweeps"];
        put?: never;
        /**
         * Ask the portal what has changed that no event told of
         * @description Goes on in the background. Deals whose recorded state differs are run, behind live events, as if the events that were not heard of had come.
         */
        post: operations["postSweeps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sweeps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sweep */
        get: operations["getSweepsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API tokens and sign-in links, without their secrets */
        get: operations["getTokens"];
        put?: never;
        /** Create an API token */
        post: operations["postTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a token or sign-in link, or end the session of whoever used the link */
        delete: operations["deleteTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody with an account */
        get: operations["getUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a user’s role; it counts at once */
        patch: operations["patchUsersId"];
        trace?: never;
    };
    "/api/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disable a user; their sessions end at once */
        post: operations["postUsersIdDisable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a disabled user sign in again */
        post: operations["postUsersIdEnable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/password-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a one-time link by which a user sets a new password */
        post: operations["postUsersIdPassword-link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign a user out everywhere */
        delete: operations["deleteUsersIdSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/first": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the first account, an administrator’s, and sign in with it
         * @description For whoever opened the link that the start prints. Possible as long as nobody has an account.
         */
        post: operations["postUsersFirst"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["getHealthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it can take events and requests */
        get: operations["getReadyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/bitrix24": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where Bitrix24 posts its events */
        post: operations["postWebhooksBitrix24"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        __schema0: {
            /** @description Every one holds. An empty list always matches. */
            all: components["schemas"]["ConditionsNode"][];
            /** @description A note for people. */
            name?: string;
            /** @description Higher is evaluated first; the rest only if still needed. */
            priority?: number;
        } | {
            /** @description At least one holds. An empty list always matches. */
            any: components["schemas"]["ConditionsNode"][];
            /** @description A note for people. */
            name?: string;
            /** @description Higher is evaluated first; the rest only if still needed. */
            priority?: number;
        } | {
            /** @description A note for people. */
            name?: string;
            /** @description It does not hold. */
            not: components["schemas"]["ConditionsNode"];
            /** @description Higher is evaluated first; the rest only if still needed. */
            priority?: number;
        };
        __schema1: ({
            /** @description Every one holds. An empty list always matches. */
            all: components["schemas"]["WhereNode"][];
            /** @description A note for people. */
            name?: string;
            /** @description Higher is evaluated first; the rest only if still needed. */
            priority?: number;
        } | {
            /** @description At least one holds. An empty list always matches. */
            any: components["schemas"]["WhereNode"][];
            /** @description A note for people. */
            name?: string;
            /** @description Higher is evaluated first; the rest only if still needed. */
            priority?: number;
        } | {
            /** @description A note for people. */
            name?: string;
            /** @description It does not hold. */
            not: components["schemas"]["WhereNode"];
            /** @description Higher is evaluated first; the rest only if still needed. */
            priority?: number;
        }) | {
            /**
             * @description What to look at.
             * @enum {string}
             */
            fact: "event" | "deal" | "company" | "links" | "companyContacts" | "changed" | "previous" | "contact";
            /** @description A note for people. */
            name?: string;
            /**
             * @description How the fact is compared with the value.
             *     equal, notEqual: the same value of the same kind; 12 is not "12".
             *     in, notIn: the fact is in the list that is the value.
             *     contains, doesNotContain: the fact is a list with (without) the value.
             *     lessThan, lessThanInclusive, greaterThan, greaterThanInclusive: numbers.
             *     isEmpty, isNotEmpty: nothing, null, "" or []; for ids 0 as well. They need no value.
             *     startsWith, endsWith: text that begins (ends) with the value.
             *     before, after: dates, such as "2026-01-31" or with a time and offset.
             *     withinLast: a date at most this long ago, as "P30D" or "PT2H".
             *     Decorators go in front, as "someFact:in".
             *     not: the answer turned around. someFact, everyFact: each entry of a fact that is a list. someValue, everyValue: each entry of a value that is a list. swap: fact and value exchanged.
             * @example equal
             * @example notEqual
             * @example in
             * @example notIn
             * @example contains
             * @example doesNotContain
             * @example lessThan
             * @example lessThanInclusive
             * @example greaterThan
             * @example greaterThanInclusive
             * @example isEmpty
             * @example isNotEmpty
             * @example startsWith
             * @example endsWith
             * @example before
             * @example after
             * @example withinLast
             */
            operator: string;
            /** @description Taken as json-rules-engine does; no fact uses them. */
            params?: {
                [key: string]: unknown;
            };
            /**
             * Format: starts_with
             * @description Where inside the fact: a JSONPath such as "$.companyId".
             */
            path?: string;
            /** @description Higher is evaluated first; the rest only if still needed. */
            priority?: number;
            /** @description What to compare with: a value, or {"fact": …, "path": …}. isEmpty and isNotEmpty need none. */
            value?: unknown;
        };
        Action: {
            /** @description Which contacts. */
            contacts: components["schemas"]["Selector"];
            /** @description Do it again even where a person has undone this rule's work. */
            insist?: boolean;
            /**
             * @description Whether the first selected contact becomes primary (if-none unless told).
             * @enum {string}
             */
            primary?: "if-none" | "always" | "never";
            /**
             * @description Links contacts.
             * @constant
             */
            type: "attach";
        } | {
            /** @description Which contacts. */
            contacts: components["schemas"]["Selector"];
            /** @description Do it again even where a person has undone this rule's work. */
            insist?: boolean;
            /**
             * @description Unlinks contacts.
             * @constant
             */
            type: "detach";
        } | {
            /** @description Which contacts. */
            contacts: components["schemas"]["Selector"];
            /** @description Do it again even where a person has undone this rule's work. */
            insist?: boolean;
            /**
             * @description Chooses the primary contact.
             * @constant
             */
            type: "setPrimary";
        } | {
            /** @description Which contacts. */
            contacts: components["schemas"]["Selector"];
            /** @description Do it again even where a person has undone this rule's work. */
            insist?: boolean;
            /**
             * @description Makes the links exactly these contacts.
             * @constant
             */
            type: "replace";
        } | {
            /** @description Do it again even where a person has undone this rule's work. */
            insist?: boolean;
            /**
             * @description Unlinks everyone.
             * @constant
             */
            type: "clear";
        };
        ActionResult: {
            contactIds: number[];
            contacts: {
                /** @description The rule that prevailed, when overruled. */
                by: string | null;
                contactId: number;
                /** @enum {string} */
                effect: "failed" | "applied" | "shadow" | "overruled" | "yielded" | "not-found" | "already";
            }[];
            /** @enum {string} */
            effect: "failed" | "applied" | "shadow" | "overruled" | "yielded" | "not-found" | "already" | "nothing-selected";
            note: string | null;
            /** @enum {string} */
            type: "attach" | "detach" | "setPrimary" | "replace" | "clear";
        };
        Activity: {
            /** @description Deals whose links were changed, each counted once. */
            dealsChanged: number;
            from: string;
            /** @description Runs of the sweep that changed links: what events had missed. */
            healed: number;
            items: {
                /** @description Events that came. */
                events: number;
                /** @description Where the step begins. */
                from: string;
                /** @description By status; one without runs is left out. */
                runs: {
                    [key: string]: number;
                };
            }[];
            stepSeconds: number;
            to: string;
        };
        Alert: {
            /** @description Over which channels each change was told; none where none is configured. */
            deliveries: {
                attempts: number;
                /** @enum {string} */
                channel: "webhook" | "email" | "bitrix24";
                /** @description Why the last try failed. */
                error: string | null;
                /** @enum {string} */
                moment: "raised" | "over";
                sentAt: string | null;
                /** @enum {string} */
                state: "waiting" | "sent" | "given-up";
            }[];
            id: string;
            /** @enum {string} */
            kind: "portal-paused" | "writes-stopped" | "rule-held" | "deal-quarantined" | "runs-fail" | "events-kept-aside" | "sweep-found-many" | "sweeps-fail" | "rule-silent" | "rule-names-changed" | "no-events";
            /** @description What has happened, for people. */
            message: string;
            /** @description Null while it stands. */
            overAt: string | null;
            raisedAt: string;
            since: string;
            /** @description The rule’s key, the deal’s id, the host, the kind of sweep; empty where it is the portal as a whole. */
            subject: string;
            title: string;
            whatToDo: string;
        };
        AuditEntry: {
            /** @description What was done, to what kind of thing: `rule.saved`. */
            action: string;
            actor: {
                id: string | null;
                /** @enum {string} */
                kind: "user" | "token" | "link" | "machine" | "stranger";
                name: string;
            };
            at: string;
            details: {
                [key: string]: unknown;
            };
            /** @description Grows with every entry. */
            sequence: number;
            subject: {
                id: string | null;
                kind: string;
            };
        };
        AuditVerdict: {
            /** @description Links looked at. */
            checked: number;
            findings: {
                /** @enum {string} */
                fault: "missing-link" | "broken" | "missing" | "changed" | "unchained" | "uncovered";
                kind: ("entry" | "run" | "rule-version" | "erasure") | null;
                message: string;
                position: number | null;
                /** @description An entry's sequence, a run's id, or a rule's key and version. */
                subject: string | null;
            }[];
            /** @description There was nothing after it. */
            isEnd: boolean;
            /** @description The last link that was looked at; ask on from here. */
            last: {
                hash: string;
                position: number;
            };
        };
        Backfill: {
            /** @description Who paused, resumed or cancelled it last. */
            changedBy: string | null;
            createdAt: string;
            createdBy: string;
            error: {
                code: string;
                message: string;
            } | null;
            filter: components["schemas"]["DealFilter"];
            finishedAt: string | null;
            id: string;
            /**
             * @description schedule: a rule’s own time had come.
             * @enum {string}
             */
            kind: "backfill" | "schedule";
            /** @enum {string} */
            mode: "shadow" | "live";
            progress: {
                /** @description Deals of the filter when it began; null until they are counted. */
                counted: number | null;
                /** @description Its own pace of the last minutes; null: too early to say. */
                dealsPerMinute: number | null;
                done: number;
                /** @description Waited when it was cancelled, and were let be. */
                dropped: number;
                /** @description Deals whose turn has come so far. */
                enqueued: number;
                /** @description What came of those that are done. */
                runs: {
                    [key: string]: number;
                };
                /** @description By that pace; null: nobody can say. */
                secondsLeft: number | null;
                /** @description Of these, not run yet. */
                waiting: number;
            };
            /** @description Only these; null: all. */
            rules: string[] | null;
            /** @enum {string} */
            status: "counting" | "running" | "paused" | "done" | "cancelled" | "failed";
        };
        BackfillPlan: {
            counted: number;
            plan: components["schemas"]["BudgetPlan"];
        };
        Backtest: {
            createdAt: string;
            createdBy: string;
            error: {
                code: string;
                message: string;
            } | null;
            finishedAt: string | null;
            id: string;
            progress: {
                done: number;
                total: number | null;
            };
            /** @description Null until it is done. */
            result: components["schemas"]["BacktestResult"] | null;
            ruleKey: string;
            startedAt: string | null;
            /** @enum {string} */
            state: "queued" | "running" | "paused" | "done" | "cancelled" | "failed" | "interrupted";
            /**
             * @description The same as `state`, by the name that it has in runs, sweeps and backfills.
             * @enum {string}
             */
            status: "queued" | "running" | "paused" | "done" | "cancelled" | "failed" | "interrupted";
        };
        /** @description A list of ids stands for {"from": "snapshots", "ids": […]}, a number for {"from": "snapshots", "limit": …}. */
        BacktestDeals: {
            /** @constant */
            from: "snapshots";
            /** @description Only these deals, as far as a run has seen them. */
            ids?: number[];
            /** @description Only so many, the newest deals; all unless told. */
            limit?: number;
        } | {
            filter?: components["schemas"]["DealFilter"];
            /** @constant */
            from: "portal";
        };
        BacktestResult: {
            /** @description Taken to exist, though no run has looked; the first 100. */
            assumedContacts: number[];
            deals: number;
            difference: {
                /** @description Deals that only the draft matches. */
                onlyDraft: number;
                onlyLive: number;
                /** @description Both match, and come to different links. */
                otherwise: number;
                same: number;
            };
            draft: components["schemas"]["BacktestSide"];
            /** @description At most twenty deals that would change, or on which the versions differ. */
            examples: {
                dealId: number;
                /** @enum {string} */
                difference: "only-draft" | "only-live" | "otherwise" | "same" | "neither";
                linksAfter: components["schemas"]["Link"][];
                linksAfterLive: components["schemas"]["Link"][] | null;
                linksBefore: components["schemas"]["Link"][];
                why: string;
            }[];
            live: components["schemas"]["BacktestSide"] | null;
            /** @description The version that is live now; null: none is. */
            liveVersion: number | null;
            /** @description What was not read, with for how many deals. */
            missing: {
                [key: string]: number;
            };
            /** @description Deals that cannot be judged, as no run has read what a rule asks for and what was read does not settle it. They are in `deals` and in no other number. */
            undecided: number;
        };
        BacktestSide: {
            /** @description Contacts that would be linked. */
            attach: number;
            /** @description Deals whose links it would change. */
            changed: number;
            /** @description Deals that would lose every contact. */
            clear: number;
            /** @description Contacts that would be unlinked. */
            detach: number;
            /** @description Deals that match. */
            matched: number;
            /** @description Deals whose primary contact would be another. */
            primary: number;
        };
        Brake: {
            holdId: string | null;
            inWords: string;
            /**
             * @description All writes, this deal, or one rule.
             * @enum {string}
             */
            kind: "stopped" | "quarantined" | "held";
            /** @description The rule that its fuse holds. */
            ruleKey: string | null;
            since: string;
        };
        BudgetPlan: {
            requests: {
                reading: number;
                total: number;
                writing: number;
            };
            /** @description If nothing else is to be done; events go first. */
            seconds: number;
            /** @description Of what Bindery may use in an hour. */
            shareOfHour: number;
        };
        BulkRevert: {
            createdAt: string;
            createdBy: string;
            error: {
                code: string;
                message: string;
            } | null;
            finishedAt: string | null;
            force: boolean;
            id: string;
            isPreview: boolean;
            /** @description Of a preview that is done. */
            preview: components["schemas"]["RevertForecast"] | null;
            progress: {
                /** @description Runs that changed contacts when it began; null until they are counted. */
                counted: number | null;
                /** @description Of so many deals. */
                deals: number | null;
                done: number;
                /** @description Waited when it was cancelled, and were let be. */
                dropped: number;
                /** @description Runs whose turn has come so far; of a preview: that have been looked at. */
                enqueued: number;
                /** @description Runs that had been taken back before. */
                passedOver: number;
                /** @description What came of those that are done. */
                runs: {
                    [key: string]: number;
                };
                /** @description Its own pace of the last minutes; null: too early to say. */
                runsPerMinute: number | null;
                /** @description By that pace; null: nobody can say. */
                secondsLeft: number | null;
                /** @description Of these, not taken back yet. */
                waiting: number;
            };
            startedAt: string | null;
            /** @enum {string} */
            state: "queued" | "running" | "paused" | "done" | "cancelled" | "failed" | "interrupted";
            /**
             * @description The same as `state`, by the name that it has in runs, sweeps and backfills.
             * @enum {string}
             */
            status: "queued" | "running" | "paused" | "done" | "cancelled" | "failed" | "interrupted";
            what: components["schemas"]["RevertSelection"];
        };
        ChangeSince: {
            contactId: number;
            /** @description The run of Bindery that did it; null: a person or another program. */
            runId: string | null;
            /** @enum {string} */
            what: "linked" | "unlinked" | "made-primary" | "moved";
        };
        Conditions: components["schemas"]["__schema0"];
        ConditionsNode: components["schemas"]["__schema0"] | {
            /**
             * @description What to look at.
             * @enum {string}
             */
            fact: "event" | "deal" | "company" | "links" | "companyContacts" | "changed" | "previous";
            /** @description A note for people. */
            name?: string;
            /**
             * @description How the fact is compared with the value.
             *     equal, notEqual: the same value of the same kind; 12 is not "12".
             *     in, notIn: the fact is in the list that is the value.
             *     contains, doesNotContain: the fact is a list with (without) the value.
             *     lessThan, lessThanInclusive, greaterThan, greaterThanInclusive: numbers.
             *     isEmpty, isNotEmpty: nothing, null, "" or []; for ids 0 as well. They need no value.
             *     startsWith, endsWith: text that begins (ends) with the value.
             *     before, after: dates, such as "2026-01-31" or with a time and offset.
             *     withinLast: a date at most this long ago, as "P30D" or "PT2H".
             *     Decorators go in front, as "someFact:in".
             *     not: the answer turned around. someFact, everyFact: each entry of a fact that is a list. someValue, everyValue: each entry of a value that is a list. swap: fact and value exchanged.
             * @example equal
             * @example notEqual
             * @example in
             * @example notIn
             * @example contains
             * @example doesNotContain
             * @example lessThan
             * @example lessThanInclusive
             * @example greaterThan
             * @example greaterThanInclusive
             * @example isEmpty
             * @example isNotEmpty
             * @example startsWith
             * @example endsWith
             * @example before
             * @example after
             * @example withinLast
             */
            operator: string;
            /** @description Taken as json-rules-engine does; no fact uses them. */
            params?: {
                [key: string]: unknown;
            };
            /**
             * Format: starts_with
             * @description Where inside the fact: a JSONPath such as "$.companyId".
             */
            path?: string;
            /** @description Higher is evaluated first; the rest only if still needed. */
            priority?: number;
            /** @description What to compare with: a value, or {"fact": …, "path": …}. isEmpty and isNotEmpty need none. */
            value?: unknown;
        };
        ContactErased: {
            contactId: number;
            /** @description Deals of which something was replaced. */
            deals: number;
            events: number;
            /** @description True: the portal still has it, so a later run may read it again. Null: the portal did not answer. */
            isInPortal: boolean | null;
            /** @description Backtests. */
            jobs: number;
            /** @description Runs whose traces were replaced; each is a link of its own on the chain of the record. */
            runs: number;
            snapshots: number;
        };
        DayStatement: {
            /** @description Deals that changed, by the portal’s word; the last change of a deal decides on its day. */
            changed: number;
            /** @description In UTC. */
            day: string;
            /** @description Events that were taken in on that day, of whatever kind. */
            events: number;
            /** @description As those, but their run failed. */
            failed: number;
            /** @description Deals that no event had told of, that a sweep found, and that were run. */
            healed: number;
            /** @description Sweeps have looked at the whole day. */
            isComplete: boolean;
            /** @description As those, and they wait for their run. */
            open: number;
            outages: {
                endedAt: string;
                /**
                 * @description stopped: nobody was there; database: events were kept aside or refused.
                 * @enum {string}
                 */
                kind: "stopped" | "database";
                /** @description Events that were turned away. */
                refused: number;
                /** @description Events that were kept aside and taken in later. */
                spooled: number;
                startedAt: string;
            }[];
            /** @description Of these, deals that events had told of. */
            received: number;
            /** @description Changes of that day have been looked at up to then; null: not at all. */
            sweptUntil: string | null;
            /** @description Deals that no event had told of and no live or shadow rule wants to hear of. */
            unheard: number;
        };
        DealFilter: {
            /** @description The responsible person. */
            assignedById?: number;
            /** @description The pipeline (funnel); 0 is the general one. */
            categoryId?: number;
            /** @description The company. */
            companyId?: number;
            /** @description Created then or later; a date begins at midnight UTC. */
            createdSince?: string;
            /**
             * @description Only deals that are neither won nor lost.
             * @constant
             */
            isOpen?: true;
            /** @description The stage, as "C4:NEW". */
            stageId?: string;
            /** @description Changed then or later; a date begins at midnight UTC. */
            updatedSince?: string;
        };
        DealFound: {
            categoryId: number;
            companyId: number;
            id: number;
            stageId: string;
            title: string;
        };
        DealStory: {
            dealId: number;
            /** @description The latest, newest first. */
            events: components["schemas"]["Event"][];
            /** @description The links as the last recorded run left them. */
            links: {
                items: components["schemas"]["Link"][];
                recordedAt: string;
            } | null;
            /** @description Set while nothing is written to the deal, as its links swung; a release ends it. */
            quarantine: {
                /** @description The links that kept coming back. */
                links: components["schemas"]["Link"][];
                /** @description The runs that wrote in between, oldest first. */
                runIds: string[];
                since: string;
                /** @description For people: what went to and fro. */
                why: string;
            } | null;
            /** @description When people let the rules do again what was undone, newest first. */
            releases: {
                forgotten: {
                    contactId: number;
                    /** @enum {string} */
                    kind: "attached" | "removed" | "made-primary";
                    ruleKey: string;
                    /** @enum {string} */
                    state: "standing" | "undone";
                }[];
                releasedAt: string;
                releasedBy: string;
            }[];
            /** @description The latest, newest first. */
            runs: components["schemas"]["RunSummary"][];
            /** @description The deal's fields as the last recorded run saw them. */
            snapshot: {
                deal: {
                    [key: string]: unknown;
                };
                takenAt: string;
            } | null;
            /** @description What rules did and a person has undone since: not done again. */
            yielded: {
                contactId: number;
                /** @enum {string} */
                kind: "attached" | "removed" | "made-primary";
                ruleKey: string;
                /** @enum {string} */
                state: "standing" | "undone";
            }[];
        };
        Error: {
            error: {
                /** @description What programs decide on. */
                code: string;
                /** @description Faults as [{path, message}], or facts such as {currentVersion}. */
                details?: unknown;
                /** @description What people read. */
                message: string;
            };
        };
        Event: {
            /** @description The company or contact that it is about. */
            aboutId?: number | null;
            dealId: number | null;
            event: string;
            id: string;
            /** @description What became of it, where no run says so. */
            note?: string | null;
            receivedAt: string;
            runId: string | null;
            /** @enum {string} */
            status: "pending" | "done" | "ignored";
        };
        FailedTest: {
            /** @description Where it stands in the rule's conditions, as a JSON pointer. */
            at: string;
            fact: string;
            /** @description What the fact held there. */
            factResult: unknown;
            inWords: string;
            /** @description False when an earlier condition had settled the matter. */
            isEvaluated: boolean;
            /** @description There was nothing at that path. */
            isMissing: boolean;
            operator: string;
            path: string | null;
            value: unknown;
            /** @description What `value` came to, when it named a fact. */
            valueResult: unknown;
            /** @description The result that it would need; false under a `not`. */
            wished: boolean;
        };
        HeldChange: {
            changes: {
                contactId: number;
                /** @enum {string} */
                what: "linked" | "unlinked" | "made-primary" | "moved";
            }[];
            dealId: number;
            heldAt: string;
            linksBefore: components["schemas"]["Link"][];
            /** @description What the rule would make of them. */
            linksWanted: components["schemas"]["Link"][];
            /** @description The run that followed its release; null before that, and where it is kept no longer. */
            releaseRunId: string | null;
            /** @description The run that found it. */
            runId: string;
            settledAt: string | null;
            settledBy: string | null;
            /** @enum {string} */
            state: "held" | "released" | "discarded";
            /** @description Of the rule. */
            version: number;
        };
        Hold: {
            deals: {
                discarded: number;
                held: number;
                released: number;
            };
            endedAt: string | null;
            endedBy: string | null;
            id: string;
            reason: {
                deals: number;
                /** @description What its backtest had foretold, where it went far beyond: so many changed of so many. */
                forecast?: {
                    changed: number;
                    deals: number;
                };
                /** @enum {string} */
                from: "rule" | "usual" | "forecast";
                minutes: number;
            };
            ruleKey: string;
            since: string;
            /** @description Of the rule, as it was held. */
            version: number;
            /** @description For people. */
            why: string;
        };
        Invitation: {
            createdAt: string;
            createdBy: string;
            email: string;
            expiresAt: string;
            id: string;
            /**
             * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
             * @enum {string}
             */
            role: "viewer" | "editor" | "administrator";
            /** @description Whose password it renews; null: it makes an account. */
            userId: string | null;
        };
        Link: {
            contactId: number;
            isPrimary: boolean;
            sort: number;
        };
        ListedToken: {
            createdAt: string;
            createdBy: string | null;
            expiresAt: string | null;
            id: string;
            /**
             * @description sign-in: the one-time link of a start.
             * @enum {string}
             */
            kind: "api" | "sign-in";
            lastUsedAt: string | null;
            name: string;
            revokedAt: string | null;
            /**
             * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
             * @enum {string}
             */
            role: "viewer" | "editor" | "administrator";
            /** @description Of whoever used this sign-in link, while it is in force: deleting the link ends it. */
            session: {
                /** @description As it names itself. */
                browser: string | null;
                createdAt: string;
                expiresAt: string;
                id: string;
                /** @description The caller’s own. */
                isThis: boolean;
                lastUsedAt: string;
            } | null;
        };
        Me: {
            /** @description Of the user or token. */
            id: string | null;
            /**
             * @description link: by the link of a start, without an account; machine: the command line, or the configured token.
             * @enum {string}
             */
            kind: "user" | "token" | "link" | "machine";
            name: string;
            /**
             * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
             * @enum {string}
             */
            role: "viewer" | "editor" | "administrator";
            /** @description The account, if there is one. */
            user: components["schemas"]["User"] | null;
        };
        PaperFacts: {
            /** @description Fields that differ from the last run and whose earlier value does not matter. */
            changed?: string[];
            /**
             * @description The fields of the deal's company; needs `companyId` on the deal.
             * @default null
             */
            company: {
                [key: string]: unknown;
            } | null;
            /**
             * @description The company's contacts.
             * @default []
             */
            companyContacts: (number | {
                /** @description The contact's id. */
                contactId: number;
                /** @description False unless told. */
                isPrimary?: boolean;
                /** @description Its place; 10, 20, … unless told. */
                sort?: number;
            })[];
            /**
             * @description Fields of contacts, by id, for `where`. One that is not told is there, and has no fields.
             * @default {}
             */
            contacts: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /**
             * @description The deal's fields, named and typed as rules see them. `id` is 1 unless told.
             * @default {}
             */
            deal: {
                [key: string]: unknown;
            };
            /** @description What the run answers; the rule's first event unless told. */
            event?: {
                /** @description `now` unless told. */
                receivedAt?: string;
                /** @description The latest event, such as "ONCRMDEALUPDATE", or "manual". */
                type: string;
                /** @description All of them; `type` alone unless told. */
                types?: string[];
            };
            /**
             * @description The contacts of the deal's lead; needs `leadId` on the deal.
             * @default []
             */
            leadContacts: (number | {
                /** @description The contact's id. */
                contactId: number;
                /** @description False unless told. */
                isPrimary?: boolean;
                /** @description Its place; 10, 20, … unless told. */
                sort?: number;
            })[];
            /**
             * @description The deal's contacts before the run.
             * @default []
             */
            links: (number | {
                /** @description The contact's id. */
                contactId: number;
                /** @description False unless told. */
                isPrimary?: boolean;
                /** @description Its place; 10, 20, … unless told. */
                sort?: number;
            })[];
            /**
             * @description The contacts that Bitrix24 finds, by value.
             * @default {
             *       "phone": {},
             *       "email": {}
             *     }
             */
            matches: {
                /**
                 * @description Contact ids by e-mail.
                 * @default {}
                 */
                email: {
                    [key: string]: number[];
                };
                /**
                 * @description Contact ids by phone.
                 * @default {}
                 */
                phone: {
                    [key: string]: number[];
                };
            };
            /**
             * @description Contacts that do not exist or cannot be read.
             * @default []
             */
            missing: number[];
            /**
             * Format: date-time
             * @description When the run happens: what `withinLast` counts back from.
             * @default 2026-01-01T12:00:00Z
             */
            now: string;
            /** @description Fields that were different at the last run; the others were as they are. Left out: the first sight. */
            previous?: {
                [key: string]: unknown;
            };
            /**
             * @description What this rule did in an earlier run and a person has undone.
             * @default []
             */
            undone: {
                /** @description The contact's id. */
                contactId: number;
                /**
                 * @description What the rule had done.
                 * @enum {string}
                 */
                kind: "attached" | "removed" | "made-primary";
            }[];
        };
        PortalField: {
            isMultiple: boolean;
            /** @description Its choices. */
            items: {
                id: string;
                value: string;
            }[] | null;
            /**
             * @description What rules see of it.
             * @enum {string}
             */
            kind: "number" | "id" | "flag" | "date" | "text" | "choice" | "other";
            /** @description As rules spell it, after `$.`. */
            name: string;
            /** @description The directory that its values are from. */
            statusType: string | null;
            /** @description As the portal calls it; empty where it tells none. */
            title: string;
            /** @description The portal's own type. */
            type: string;
        };
        PortalFields: {
            /** @description Null where the portal does not tell. */
            company: components["schemas"]["PortalField"][] | null;
            /** @description Null where the portal does not tell. */
            contact: components["schemas"]["PortalField"][] | null;
            /** @description Null where the portal does not tell. */
            deal: components["schemas"]["PortalField"][] | null;
            /** @description Stages are those of DEAL_STAGE for the general pipeline, of DEAL_STAGE_4 for number 4. */
            directories: {
                entityId: string;
                name: string;
                statusId: string;
            }[] | null;
            pipelines: {
                id: number;
                name: string;
            }[] | null;
            readAt: string;
            /** @description Null where the webhook lacks the scope user_brief. */
            users: {
                id: number;
                name: string;
            }[] | null;
        };
        Proposal: {
            /** @description The version in force when it was proposed; null: there was none. */
            baseVersion: number | null;
            /** @description What it would change of the rule that is in force, in words; empty for a new rule. */
            changes: string[];
            decidedAt: string | null;
            decidedBy: string | null;
            decisionNote: string | null;
            id: string;
            /** @description It waits, and the rule has changed since: propose it anew. */
            isOutdated: boolean;
            note: string | null;
            proposedAt: string;
            proposedBy: string;
            /** @description The user who proposed it, or who made the token that did; null: a program or link of nobody’s. */
            proposedById: string | null;
            rule: components["schemas"]["Rule"];
            ruleKey: string;
            /** @enum {string} */
            state: "waiting" | "approved" | "refused" | "replaced";
            /** @description The version that it became. */
            version: number | null;
        };
        Proposed: {
            /** @description Where it was asked for. */
            backtest?: components["schemas"]["BacktestResult"];
            proposal: components["schemas"]["Proposal"];
            warnings: components["schemas"]["Warning"][];
        };
        QuarantinedDeal: {
            dealId: number;
            /** @description The links that kept coming back. */
            links: components["schemas"]["Link"][];
            /** @description The runs that wrote in between, oldest first. */
            runIds: string[];
            since: string;
            /** @description For people: what went to and fro. */
            why: string;
        };
        Recipe: {
            description: string;
            id: string;
            parameters: {
                /** @description Without one, it must be given. */
                default?: string | number;
                name: string;
                title: string;
                /** @enum {string} */
                type: "pipeline" | "stage" | "field" | "contact" | "user" | "number" | "text";
            }[];
            /** @description The rule but for key, description and mode. */
            template: {
                [key: string]: unknown;
            };
            title: string;
        };
        Retention: {
            /**
             * @description Who says so: an administrator here, or the environment.
             * @enum {string}
             */
            from: "console" | "environment";
            /** @description When everything older was last erased, and how many rows of what. */
            lastPass: {
                /** Format: date-time */
                endedAt: string;
                erased: {
                    changes: number;
                    events: number;
                    jobs: number;
                    requests: number;
                    runs: number;
                    snapshots: number;
                    traces: number;
                };
            } | null;
            policy: {
                /** @description In days; null: for ever. */
                eventsDays: number | null;
                /** @description In days; null: for ever. */
                personalDataDays: number | null;
                /** @description In days; null: for ever. */
                runsDays: number | null;
            };
            setAt: string | null;
            setBy: string | null;
        };
        RevertForecast: {
            /** @description Deals on which something has changed since; that stays. */
            changedDeals: number;
            /** @description Of these changes, those of people and other programs. */
            changesByPeople: number;
            changesByRuns: number;
            /** @description Deals whose contacts would change. */
            changing: number;
            deals: number;
            /** @description At most ten deals that have changed since, and ten others. */
            examples: {
                changedSince: components["schemas"]["ChangeSince"][];
                dealId: number;
                leftRunIds: string[];
                linksAfter: components["schemas"]["Link"][];
                linksNow: components["schemas"]["Link"][];
                /** @description The newest first. */
                runIds: string[];
            }[];
            /** @description Deals that the portal does not have any more. */
            gone: number;
            leftDeals: number;
            /** @description Runs that would be left, as contacts have changed since; none with force. */
            leftRuns: number;
            /** @description Contacts that would be linked again. */
            linked: number;
            /** @description Other rules whose work in the same runs would be taken back along, with in how many runs. */
            otherRules: {
                [key: string]: number;
            };
            plan: components["schemas"]["BudgetPlan"];
            /** @description Deals whose primary contact would be another. */
            primary: number;
            /** @description Runs that would be taken back, those of "leftRuns" among them. */
            runs: number;
            /** @description Contacts that would be unlinked again. */
            unlinked: number;
        };
        RevertPreview: {
            /** @description What is not as the run left it. */
            changedSince: components["schemas"]["ChangeSince"][];
            dealId: number;
            /** @description False: the run left the links as they were; there is nothing to take back. */
            hasChangedLinks: boolean;
            /** @description As they would be: only what still stands as the run left it is put back. */
            linksAfter: components["schemas"]["Link"][];
            linksNow: components["schemas"]["Link"][];
            needsForce: boolean;
            /** @description A later run that has taken this one back. */
            revertedBy: string | null;
            runId: string;
        };
        RevertSelection: {
            /** Format: uuid */
            backfillId: string;
        } | {
            /** Format: uuid */
            revertId: string;
        } | {
            /** @description Began then or later. */
            from: string;
            rule: string;
            /** @description Began earlier. */
            to: string;
            /** @description Only runs that used this version; all unless told. */
            version?: number;
        };
        RevertWish: {
            /** Format: uuid */
            backfillId: string;
        } | {
            /** Format: uuid */
            revertId: string;
        } | {
            /** @description Began then or later. */
            from: string;
            rule: string;
            /** @description Began earlier; until now unless told. */
            to?: string;
            /** @description Only runs that used this version; all unless told. */
            version?: number;
        };
        Rule: {
            /** @description For editors, which check and explain by it: "./rule.schema.json". */
            $schema?: string;
            /** @description What it does, in this order. */
            actions: components["schemas"]["Action"][];
            /** @description When it applies: a json-rules-engine condition tree. {"all": []} always matches. */
            conditions: components["schemas"]["Conditions"];
            /** @description What it does and why, for people. */
            description?: string;
            /** @description Only with `schedule`: which deals it looks at then. {} is all of them. */
            filter?: components["schemas"]["DealFilter"];
            /** @description How many deals it may change in how many minutes before its changes are held for a person to look at. */
            fuse?: {
                /** @description So many deals it may change … */
                deals: number;
                /** @description How far beyond its backtest it may go; false: it does not matter. 10 times in 60 minutes unless told. */
                forecast?: false | {
                    /** @description … it may change in so many minutes. */
                    minutes: number;
                    /** @description So many times the deals that its backtest said it would change … */
                    times: number;
                };
                /** @description … in so many minutes; beyond that its changes are held. */
                minutes: number;
            };
            /** @description The rule's lasting name: 1 to 64 of a-z, 0-9 and "-". */
            key: string;
            /**
             * @description live: acts. shadow: is evaluated and recorded, never written. off: rests.
             * @enum {string}
             */
            mode: "live" | "shadow" | "off";
            /** @description What people call it. */
            name: string;
            /** @description The events that it answers. */
            on: string[];
            /**
             * @description 1 to 1000, higher first; ties by key.
             * @default 100
             */
            priority: number;
            /** @description Times at which it looks at the deals of `filter`: a cron expression of five fields, in UTC. */
            schedule?: string;
        };
        RuleActivity: {
            from: string;
            items: {
                /** @description Those of them in which this rule itself changed links; none of a rule in shadow. */
                changed: number[];
                /** @description Those of them that failed or were held. */
                failed: number[];
                key: string;
                /** @description Ever; null: never. */
                lastMatchedAt: string | null;
                /** @description Runs in which it matched, by step. */
                matched: number[];
            }[];
            stepSeconds: number;
            to: string;
        };
        RuleChange: {
            /** @description Null where there is nothing. */
            after: unknown;
            /** @description Null where there was nothing. */
            before: unknown;
            /** @enum {string} */
            kind: "added" | "removed" | "changed";
            /** @description A JSON pointer: into the later version, or into the earlier one for what was removed. */
            path: string;
            /** @description The change in words. */
            sentence: string;
        };
        RuleExplained: {
            actions: components["schemas"]["ActionResult"][];
            /** @description Null when it matches. */
            distance: {
                /** @description The first condition that failed. */
                failed: components["schemas"]["FailedTest"] | null;
                inWords: string;
                /** @description The fewest tests to change; null: nothing would do. */
                nearest: components["schemas"]["FailedTest"][] | null;
            } | null;
            /** @description When the latest of its events came for this deal. */
            heardAt: string | null;
            inWords: string;
            key: string;
            matched: boolean;
            /** @enum {string} */
            mode: "live" | "shadow";
            name: string;
            on: string[];
            version: number;
        };
        RuleTest: {
            /** @description For editors: "./rule-test.schema.json". */
            $schema?: string;
            /** @description What the rule is to do, case by case. */
            cases: components["schemas"]["RuleTestCase"][];
            /** @description The key of the rule that is tested. It is run as a live one, whatever its mode. */
            rule: string;
            /** @description Other rules of the directory that run along, for what rules do to each other. */
            with?: string[];
        };
        RuleTestCase: {
            /** @description What is left out is not compared. */
            expect: {
                /** @description The effect of each action, in order. */
                effects?: {
                    /** @description Every contact that it concerned; not compared unless told. */
                    contacts?: {
                        /** @description The rule that prevailed, where it was overruled. */
                        by?: string | null;
                        /** @description The contact's id. */
                        contactId: number;
                        /**
                         * @description What came of it for this contact.
                         * @enum {string}
                         */
                        effect: "failed" | "applied" | "shadow" | "overruled" | "yielded" | "not-found" | "already";
                    }[];
                    /**
                     * @description The action's effect, as a run records it.
                     * @enum {string}
                     */
                    effect: "failed" | "applied" | "shadow" | "overruled" | "yielded" | "not-found" | "already" | "nothing-selected";
                    /**
                     * @description The kind of action.
                     * @enum {string}
                     */
                    type: "attach" | "detach" | "setPrimary" | "replace" | "clear";
                }[];
                /** @description The links afterwards, in order; a place counts only where it is told. */
                links?: (number | {
                    /** @description The contact's id. */
                    contactId: number;
                    /** @description False unless told. */
                    isPrimary?: boolean;
                    /** @description Its place; 10, 20, … unless told. */
                    sort?: number;
                })[];
                /** @description Whether the conditions hold. */
                matched: boolean;
                /** @description The calls on the portal, in order. */
                operations?: {
                    /** @description Such as "crm.deal.contact.add". */
                    method: string;
                    /** @description Its parameters; not compared unless told. */
                    params?: {
                        [key: string]: unknown;
                    };
                }[];
            };
            /**
             * @description What the rule sees.
             * @default {}
             */
            facts: components["schemas"]["PaperFacts"];
            /** @description What the case shows, for people. */
            name: string;
        };
        RuleVersion: {
            /** @description What is different from the version before, in words; empty for the first. */
            changes: string[];
            note: string | null;
            rule: components["schemas"]["Rule"];
            savedAt: string;
            savedBy: string;
            version: number;
        };
        Run: {
            attempt: number;
            dealId: number;
            error: components["schemas"]["RunError"] | null;
            finishedAt: string;
            id: string;
            linksAfter: components["schemas"]["Link"][];
            linksBefore: components["schemas"]["Link"][];
            operations: {
                error: components["schemas"]["RunError"] | null;
                /** @enum {string} */
                method: "crm.deal.contact.add" | "crm.deal.contact.delete" | "crm.deal.contact.items.set" | "crm.deal.contact.items.delete";
                params: {
                    [key: string]: unknown;
                };
                result: unknown;
            }[];
            portal: string;
            queuedAt: string;
            rules: {
                actions: components["schemas"]["ActionResult"][];
                key: string;
                matched: boolean;
                /** @enum {string} */
                mode: "live" | "shadow";
                trace: components["schemas"]["Trace"];
                version: number;
            }[];
            startedAt: string;
            /** @enum {string} */
            status: "applied" | "unchanged" | "unmatched" | "shadow" | "failed" | "skipped" | "quarantined";
            /** @description Why the run happened. */
            trigger: {
                eventIds: string[];
                events: string[];
                /** @description Who asked for it, as the record names them, where somebody did. Kept for as long as events are. */
                requestedBy?: string[];
                /** @description The run that this one takes back. */
                reverts?: string;
                /** @enum {string} */
                type: "event" | "sweep" | "backfill" | "manual" | "revert";
            };
        };
        RunError: {
            code: string;
            message: string;
        };
        RunSummary: {
            attempt: number;
            dealId: number;
            error: components["schemas"]["RunError"] | null;
            finishedAt: string;
            id: string;
            linksAfter: components["schemas"]["Link"][];
            linksBefore: components["schemas"]["Link"][];
            operations: {
                error: components["schemas"]["RunError"] | null;
                /** @enum {string} */
                method: "crm.deal.contact.add" | "crm.deal.contact.delete" | "crm.deal.contact.items.set" | "crm.deal.contact.items.delete";
                params: {
                    [key: string]: unknown;
                };
                result: unknown;
            }[];
            portal: string;
            queuedAt: string;
            rules: {
                actions: components["schemas"]["ActionResult"][];
                key: string;
                matched: boolean;
                /** @enum {string} */
                mode: "live" | "shadow";
                version: number;
            }[];
            startedAt: string;
            /** @enum {string} */
            status: "applied" | "unchanged" | "unmatched" | "shadow" | "failed" | "skipped" | "quarantined";
            /** @description Why the run happened. */
            trigger: {
                eventIds: string[];
                events: string[];
                /** @description Who asked for it, as the record names them, where somebody did. Kept for as long as events are. */
                requestedBy?: string[];
                /** @description The run that this one takes back. */
                reverts?: string;
                /** @enum {string} */
                type: "event" | "sweep" | "backfill" | "manual" | "revert";
            };
        };
        SavedAndCheckedRule: {
            /** @description For editors, which check and explain by it: "./rule.schema.json". */
            $schema?: string;
            /** @description What it does, in this order. */
            actions: components["schemas"]["Action"][];
            /** @description Where it was asked for, of a rule that is live now. */
            backtest?: components["schemas"]["BacktestResult"];
            /** @description When it applies: a json-rules-engine condition tree. {"all": []} always matches. */
            conditions: components["schemas"]["Conditions"];
            /** @description What it does and why, for people. */
            description?: string;
            /** @description Only with `schedule`: which deals it looks at then. {} is all of them. */
            filter?: components["schemas"]["DealFilter"];
            /** @description How many deals it may change in how many minutes before its changes are held for a person to look at. */
            fuse?: {
                /** @description So many deals it may change … */
                deals: number;
                /** @description How far beyond its backtest it may go; false: it does not matter. 10 times in 60 minutes unless told. */
                forecast?: false | {
                    /** @description … it may change in so many minutes. */
                    minutes: number;
                    /** @description So many times the deals that its backtest said it would change … */
                    times: number;
                };
                /** @description … in so many minutes; beyond that its changes are held. */
                minutes: number;
            };
            /** @description The rule's lasting name: 1 to 64 of a-z, 0-9 and "-". */
            key: string;
            /**
             * @description live: acts. shadow: is evaluated and recorded, never written. off: rests.
             * @enum {string}
             */
            mode: "live" | "shadow" | "off";
            /** @description What people call it. */
            name: string;
            /** @description The events that it answers. */
            on: string[];
            /**
             * @description 1 to 1000, higher first; ties by key.
             * @default 100
             */
            priority: number;
            savedAt: string;
            savedBy: string;
            /** @description Times at which it looks at the deals of `filter`: a cron expression of five fields, in UTC. */
            schedule?: string;
            version: number;
            /** @description What was saved all the same and may not be meant. */
            warnings: components["schemas"]["Warning"][];
        };
        SavedRule: {
            /** @description For editors, which check and explain by it: "./rule.schema.json". */
            $schema?: string;
            /** @description What it does, in this order. */
            actions: components["schemas"]["Action"][];
            /** @description When it applies: a json-rules-engine condition tree. {"all": []} always matches. */
            conditions: components["schemas"]["Conditions"];
            /** @description What it does and why, for people. */
            description?: string;
            /** @description Only with `schedule`: which deals it looks at then. {} is all of them. */
            filter?: components["schemas"]["DealFilter"];
            /** @description How many deals it may change in how many minutes before its changes are held for a person to look at. */
            fuse?: {
                /** @description So many deals it may change … */
                deals: number;
                /** @description How far beyond its backtest it may go; false: it does not matter. 10 times in 60 minutes unless told. */
                forecast?: false | {
                    /** @description … it may change in so many minutes. */
                    minutes: number;
                    /** @description So many times the deals that its backtest said it would change … */
                    times: number;
                };
                /** @description … in so many minutes; beyond that its changes are held. */
                minutes: number;
            };
            /** @description The rule's lasting name: 1 to 64 of a-z, 0-9 and "-". */
            key: string;
            /**
             * @description live: acts. shadow: is evaluated and recorded, never written. off: rests.
             * @enum {string}
             */
            mode: "live" | "shadow" | "off";
            /** @description What people call it. */
            name: string;
            /** @description The events that it answers. */
            on: string[];
            /**
             * @description 1 to 1000, higher first; ties by key.
             * @default 100
             */
            priority: number;
            savedAt: string;
            savedBy: string;
            /** @description Times at which it looks at the deals of `filter`: a cron expression of five fields, in UTC. */
            schedule?: string;
            version: number;
        };
        Selector: {
            /**
             * @description Contacts of the deal's company.
             * @constant
             */
            from: "company";
            /** @description At most this many, after `where` (100 unless told). */
            limit?: number;
            /**
             * @description Its primary contact, or all of them by place.
             * @enum {string}
             */
            select: "primary" | "all";
            /** @description Only the contacts for which this holds; the fact is `contact`. */
            where?: components["schemas"]["WhereNode"];
        } | {
            /**
             * @description Contacts by their ids.
             * @constant
             */
            from: "ids";
            /** @description Ids of contacts, in the order wanted. */
            ids: number[];
            /** @description At most this many, after `where` (100 unless told). */
            limit?: number;
            /** @description Only the contacts for which this holds; the fact is `contact`. */
            where?: components["schemas"]["WhereNode"];
        } | {
            /** @description A deal field that names contacts: 12, "12", "C_12" or a list of them. */
            field: string;
            /**
             * @description Contacts named in a field of the deal.
             * @constant
             */
            from: "field";
            /** @description At most this many, after `where` (100 unless told). */
            limit?: number;
            /** @description Only the contacts for which this holds; the fact is `contact`. */
            where?: components["schemas"]["WhereNode"];
        } | {
            /**
             * @description What to look contacts up by.
             * @enum {string}
             */
            by: "phone" | "email";
            /** @description The deal field that holds the phone or e-mail. */
            field: string;
            /**
             * @description Contacts found by phone or e-mail.
             * @constant
             */
            from: "match";
            /** @description At most this many, after `where` (100 unless told). */
            limit?: number;
            /** @description Only the contacts for which this holds; the fact is `contact`. */
            where?: components["schemas"]["WhereNode"];
        } | {
            /**
             * @description Contacts of the deal's lead.
             * @constant
             */
            from: "lead";
            /** @description At most this many, after `where` (100 unless told). */
            limit?: number;
            /** @description Only the contacts for which this holds; the fact is `contact`. */
            where?: components["schemas"]["WhereNode"];
        } | {
            /**
             * @description Contacts linked when the run begins.
             * @constant
             */
            from: "linked";
            /** @description At most this many, after `where` (100 unless told). */
            limit?: number;
            /** @description Only the contacts for which this holds; the fact is `contact`. */
            where?: components["schemas"]["WhereNode"];
        };
        ShadowDisagreement: {
            dealId: number;
            inWords: string;
            /** @description What people did to the deal's contacts in the days after, oldest first. */
            people: {
                /** @description When the links were last seen without it. */
                after: string;
                /** @description When they were first seen with it. */
                before: string;
                contactId: number;
                /** @enum {string} */
                did: "linked" | "unlinked" | "made-primary";
                /** @description The run that saw it. */
                runId: string;
            }[];
            /** @description The run in which it would have done it. */
            runId: string;
            startedAt: string;
            wanted: {
                contactId: number;
                /** @enum {string} */
                verdict: "agreed" | "disagreed" | "untouched";
                /** @enum {string} */
                wants: "linked" | "unlinked" | "primary";
            }[];
        };
        ShadowScore: {
            /** @description Agreed, of those agreed and disagreed; null where there are none. */
            agreement: number | null;
            byDay: {
                /** @description Cases in which people did it themselves. */
                agreed: number;
                /** @description Runs in which it would have done something that it had not wanted of the deal before. */
                cases: number;
                /** @description In UTC, as 2026-08-21. */
                day: string;
                /** @description Cases in which people did it otherwise, or undid it. */
                disagreed: number;
                /** @description Contacts that it would have linked. */
                linked: number;
                /** @description Of the untouched, those whose days are not over. */
                open: number;
                /** @description Contacts that it would have made primary. */
                primary: number;
                unlinked: number;
                /** @description Of the untouched, those whose deal no run has looked at since. */
                unseen: number;
                /** @description Cases in which people did nothing of the kind. */
                untouched: number;
            }[];
            /** @description How many days of what people did are compared. */
            days: number;
            /** @description Newest first, at most 100. */
            disagreements: components["schemas"]["ShadowDisagreement"][];
            from: string;
            key: string;
            lookedAt: {
                /** @description False where there is more than was looked at: take a shorter time. */
                isAll: boolean;
                /** @description Runs in which it would have done something, repeated wishes included. */
                runs: number;
                /** @description Later than `from` where there are more runs than are looked at. */
                since: string;
            };
            /**
             * @description The mode of that version.
             * @enum {string}
             */
            mode: "live" | "shadow" | "off";
            to: string;
            total: components["schemas"]["ShadowTally"];
            /** @description The version that it is about. */
            version: number;
        };
        ShadowTally: {
            /** @description Cases in which people did it themselves. */
            agreed: number;
            /** @description Runs in which it would have done something that it had not wanted of the deal before. */
            cases: number;
            /** @description Cases in which people did it otherwise, or undid it. */
            disagreed: number;
            /** @description Contacts that it would have linked. */
            linked: number;
            /** @description Of the untouched, those whose days are not over. */
            open: number;
            /** @description Contacts that it would have made primary. */
            primary: number;
            unlinked: number;
            /** @description Of the untouched, those whose deal no run has looked at since. */
            unseen: number;
            /** @description Cases in which people did nothing of the kind. */
            untouched: number;
        };
        Status: {
            alerts: {
                /** @description How people are told of them; empty: nobody is told. */
                channels: ("webhook" | "email" | "bitrix24")[];
                /** @description Alerts that stand: GET /api/alerts?open=1. */
                open: number;
            };
            /** @description What waits for a person. */
            brakes: {
                /** @description Deals that such rules would change. */
                heldDeals: number;
                /** @description Rules that a fuse holds, as they changed too many deals in a short time. */
                heldRules: number;
                /** @description Live rules that wait for somebody to approve them. */
                proposedRules: number;
                /** @description Deals whose links swung: not written until they are released. */
                quarantinedDeals: number;
                /** @description Set while all writes are stopped by a person. */
                stopped: components["schemas"]["Stop"] | null;
            };
            /** @description Where events may come from; null: anywhere. */
            eventSources: {
                /** @description False: no list could be read yet, and no address is refused. */
                isInForce: boolean;
                /** @description The last event with a good token from another address. */
                lastRefused: {
                    address: string;
                    at: string;
                } | null;
                /** @description The list that Bitrix24 publishes; the last good one counts. Null: it does not count. */
                published: {
                    addresses: number;
                    error: string | null;
                    readAt: string | null;
                } | null;
                /** @description Addresses and ranges that the configuration names. */
                ranges: string[];
            } | null;
            /** @description A live rule takes two people: one proposes it, another approves. */
            fourEyes: boolean;
            lastEventAt: string | null;
            /** @description When one last came to this process with an application token that is not the configured one. */
            lastRefusedEventAt: string | null;
            lastRunAt: string | null;
            /** @description The last look for what no event told of; null: there was none yet. */
            lastSweep: components["schemas"]["Sweep"] | null;
            limits: {
                burst: number | null;
                /** @description Requests under way. */
                inFlight: number;
                /** @description Requests that count against the burst now; `burst` times `share` may. */
                inUse: number;
                /** @description Methods whose execution time the portal has told. */
                methods: {
                    /** @description Null: no limit is known. */
                    limitSeconds: number | null;
                    method: string;
                    /** @description Execution time used in the last ten minutes. */
                    operatingSeconds: number;
                    pausedUntil: string | null;
                }[];
                /** @description The portal asked for a pause until then. */
                pausedUntil: string | null;
                /** @enum {string} */
                plan: "standard" | "enterprise" | "onpremise";
                /** @description Null: no limit. */
                requestsPerSecond: number | null;
                /** @description Which part of the allowance is used; the rest is left to other programs. */
                share: number;
                /** @description Portal calls that wait for their turn. */
                waiting: number;
                waitingByUrgency: {
                    again: number;
                    backfill: number;
                    live: number;
                    manual: number;
                };
            };
            /** @description Null until they have been checked. */
            permissions: {
                checkedAt: string;
                granted: string[];
                /** @description What the webhook lacks; rules that need it fail. */
                missing: string[];
            } | null;
            portal: {
                domain: string;
                /** @description Why, when failing. */
                error: {
                    code: string;
                    message: string;
                } | null;
                /** @description The sandbox stands in for Bitrix24. */
                isSandbox: boolean;
                lastAnswerAt: string | null;
                /** @description The portal is left alone, and deals wait without failing; null: it is called as ever. */
                paused: {
                    reason: string;
                    since: string;
                    whatToDo: string;
                } | null;
                /** @enum {string} */
                state: "ok" | "limited" | "failing" | "unknown";
            };
            /** @description Where people and Bitrix24 reach this service. */
            publicUrl: string;
            queue: {
                oldestPendingAt: string | null;
                pendingEvents: number;
                runningDeals: number;
                waitingDeals: number;
            };
            rules: {
                live: number;
                off: number;
                shadow: number;
            };
            /** @description By status; a status without runs is left out. */
            runsLastDay: {
                [key: string]: number;
            };
            /** @description Null: this process keeps nothing aside. */
            spool: {
                bytes: number;
                /** @description Kept on this process’s own disk until the database takes them. */
                events: number;
                /** @description Beyond it events are refused. */
                limitBytes: number;
                since: string | null;
            } | null;
            startedAt: string;
            version: string;
            /** @description The process that works on deals; the others take events in. */
            worker: {
                isThisProcess: boolean;
                name: string;
            };
        };
        Stop: {
            at: string;
            by: string;
            note: string | null;
        };
        Sweep: {
            /** @description Of these, run, and the run did not fail. */
            dealsHealed: number;
            /** @description Deals that no event had told of: found, and asked to be run. */
            dealsQueued: number;
            dealsSeen: number;
            /** @description Of these, not run yet. */
            dealsWaiting: number;
            /** @description What stood in its way last. */
            error: {
                code: string;
                message: string;
            } | null;
            finishedAt: string | null;
            id: string;
            /**
             * @description changes: what the portal says has changed; open-deals: a slow look at every open deal.
             * @enum {string}
             */
            kind: "changes" | "open-deals";
            pages: number;
            /** @description sweep: by itself, after a start or by time. */
            requestedBy: string;
            /** @description Changes since then, by the portal’s clock; null: not begun yet. */
            since: string | null;
            startedAt: string;
            /** @enum {string} */
            status: "running" | "done" | "failed";
            /** @description The portal’s time when it began: the next one goes on from there. */
            until: string | null;
        };
        Token: {
            createdAt: string;
            createdBy: string | null;
            expiresAt: string | null;
            id: string;
            /**
             * @description sign-in: the one-time link of a start.
             * @enum {string}
             */
            kind: "api" | "sign-in";
            lastUsedAt: string | null;
            name: string;
            revokedAt: string | null;
            /**
             * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
             * @enum {string}
             */
            role: "viewer" | "editor" | "administrator";
        };
        Trace: {
            all: components["schemas"]["Trace"][];
            /**
             * @description What it held has expired and was erased.
             * @constant
             */
            erased?: true;
            /** @description False when an earlier condition had settled the matter. */
            evaluated: boolean;
            result: boolean | null;
        } | {
            any: components["schemas"]["Trace"][];
            /** @description False when an earlier condition had settled the matter. */
            evaluated: boolean;
            result: boolean | null;
        } | {
            /** @description False when an earlier condition had settled the matter. */
            evaluated: boolean;
            not: components["schemas"]["Trace"];
            result: boolean | null;
        } | {
            /** @description False when an earlier condition had settled the matter. */
            evaluated: boolean;
            fact: string;
            /** @description What the fact held there. */
            factResult: unknown;
            /** @constant */
            missing?: true;
            operator: string;
            params?: {
                [key: string]: unknown;
            };
            path?: string;
            result: boolean | null;
            value?: unknown;
            /** @description What `value` came to, when it named a fact. */
            valueResult?: unknown;
        };
        UndoneWork: {
            /** @description Values that most of the undone deals have and few of the kept ones, the most telling first, at most 5: where the rule may need another condition. */
            common: {
                field: string;
                inWords: string;
                kept: number;
                undone: number;
                /** @description Null: nothing stands there. */
                value: string | number | boolean | null;
            }[];
            /** @description How many deals that is told of; the newest 1000 of each. */
            compared: {
                kept: number;
                undone: number;
            };
            /** @description Whom it was undone for most often, at most 5. */
            contacts: {
                contactId: number;
                deals: number;
            }[];
            /** @description As the last run of each deal saw it, since the deal was last released. */
            deals: {
                /** @description Deals on which all that it did stands. */
                kept: number;
                /** @description Deals on which somebody undid something that the rule did; it yields there. */
                undone: number;
            };
            inWords: string;
            /** @description At least three deals, and one in ten. */
            isOften: boolean;
            key: string;
            /** @description The last ones, newest first, at most 10. */
            last: {
                contactId: number;
                dealId: number;
                inWords: string;
                /**
                 * @description What the rule had done.
                 * @enum {string}
                 */
                kind: "attached" | "removed" | "made-primary";
                title: string | null;
                when: {
                    /** @description When it was last seen to stand. */
                    after: string;
                    /** @description When it was first seen undone. */
                    before: string;
                    /** @description The run that saw it. */
                    runId: string;
                } | null;
            }[];
        };
        User: {
            createdAt: string;
            /** @description Since when they may not sign in. */
            disabledAt: string | null;
            email: string;
            id: string;
            lastSignInAt: string | null;
            name: string;
            /**
             * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
             * @enum {string}
             */
            role: "viewer" | "editor" | "administrator";
        };
        Warning: {
            message: string;
            /** @description A JSON pointer; empty for the whole. */
            path: string;
            /** @description Only where the warning is about another rule. */
            rival?: {
                /** @description Where it happened, newest first; a few. */
                deals: {
                    /** @description The rule that prevailed. */
                    by: string;
                    dealId: number;
                    /** @description The rule that was held back. */
                    overruled: string;
                    runId: string;
                    startedAt: string;
                }[];
                /** @description The other live rule. */
                key: string;
                /**
                 * @description What the two can fight over.
                 * @enum {string}
                 */
                over: "contact" | "primary";
                /** @description The key of the rule that acts first. */
                prevails: string;
            };
        };
        WhereNode: components["schemas"]["__schema1"];
        Why: {
            /** @description What keeps rules that match from writing, until a person ends it. */
            brakes: components["schemas"]["Brake"][];
            dealId: number;
            /** @description The latest that came, newest first. */
            events: components["schemas"]["Event"][];
            eventsInWords: string;
            /** @description What a run by hand would do now; null when the deal is not in the portal. */
            now: components["schemas"]["Run"] | null;
            /** @description Every live and shadow rule, in rule order. */
            rules: components["schemas"]["RuleExplained"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getActivity: {
        parameters: {
            query?: {
                from?: string;
                /** @description A day is 24 hours, counted from `from`. */
                step?: "hour" | "day";
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every step, empty ones too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activity"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getActivityRules: {
        parameters: {
            query?: {
                from?: string;
                /** @description A day is 24 hours, counted from `from`. */
                step?: "hour" | "day";
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every rule, by key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleActivity"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAlerts: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                from?: string;
                kind?: "portal-paused" | "writes-stopped" | "rule-held" | "deal-quarantined" | "runs-fail" | "events-kept-aside" | "sweep-found-many" | "sweeps-fail" | "rule-silent" | "rule-names-changed" | "no-events";
                limit?: number;
                /** @description 1: only those that stand; 0: only those that are over. */
                open?: "0" | "1";
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Alert"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postAlertsTest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @enum {string} */
                            channel: "webhook" | "email" | "bitrix24";
                            /** @description Null: it was taken. */
                            error: string | null;
                        }[];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No channel is configured. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                action?: string;
                /** @description Name, as it was then. */
                actor?: string;
                /** @description Id of a user or token. */
                actorId?: string;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                from?: string;
                limit?: number;
                subjectId?: string;
                subjectKind?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEntry"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAuditExport: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getAuditVerify: {
        parameters: {
            query?: {
                /** @description Position of the last link of the answer before, or of one that was noted. */
                after?: unknown;
                /** @description Its hash. */
                hash?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getBackfills: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                kind?: "backfill" | "schedule";
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Backfill"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postBackfills: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Only say how many deals, and what it would cost.
                     * @default false
                     */
                    dryRun?: boolean;
                    filter: components["schemas"]["DealFilter"];
                    /** @enum {string} */
                    mode: "shadow" | "live";
                    /**
                     * @description Only these; null: all.
                     * @default null
                     */
                    rules?: string[] | null;
                };
            };
        };
        responses: {
            /** @description With dryRun: what it would cost. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackfillPlan"];
                };
            };
            /** @description Begun. */
            201: {
                headers: {
                    /** @description Its address. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A rule that is named is not live or in shadow mode. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getBackfillsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The backfill. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such backfill. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postBackfillsIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such backfill. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not in a state for that; details say which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postBackfillsIdPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such backfill. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not in a state for that; details say which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postBackfillsIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such backfill. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not in a state for that; details say which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getBacktests: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Backtest"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postBacktests: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    deals?: components["schemas"]["BacktestDeals"];
                    rule: components["schemas"]["Rule"];
                };
            };
        };
        responses: {
            /** @description It waits for its turn. */
            202: {
                headers: {
                    /** @description Its address. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The draft is wrong; details name every fault by its place in the rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getBacktestsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The backtest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such backtest. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postBacktestsIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is cancelled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such backtest. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It has ended already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getBudgetPlan: {
        parameters: {
            query?: {
                /** @description Share of the deals that will be written to; default 1. */
                changing?: number;
                /** @description Companies they belong to; default: one each. */
                companies?: number;
                /** @description How many deals the job is over. */
                deals?: number;
                /** @description Share of the deals that have contacts already; default 1. */
                linked?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Requests, seconds and share of an hour. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetPlan"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCompleteness: {
        parameters: {
            query?: {
                /** @description The first day, in UTC; left out: a week before the last. */
                from?: string;
                /** @description The last day; left out: today. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oldest day first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DayStatement"][];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postContactsIdErase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Other words that it is known by, as of a contact that the portal no longer has. Not recorded. */
                    also?: string[];
                };
            };
        };
        responses: {
            /** @description What was erased. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactErased"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getDeals: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
                quarantined?: "1" | "true";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, by ascending id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["QuarantinedDeal"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getDealsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The story. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealStory"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing is recorded of this deal. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postDealsIdRelease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deal's story. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealStory"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing is recorded of this deal. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postDealsIdRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run, finished. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Queued; the run appears in the list of runs. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        requestId: string;
                        /** @constant */
                        status: "queued";
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postDealsIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What the case is called. */
                    name?: string;
                    /** @description Which rule to test. */
                    rule: string;
                };
            };
        };
        responses: {
            /** @description The test; nothing is kept here. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description In what it differs from what really happened. */
                        notes: string[];
                        /** @description To be kept as `KEY.test.json` beside the rule. */
                        test: components["schemas"]["RuleTest"];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such run, deal or rule. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getDealsIdWhy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every live and shadow rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such deal in the portal, and nothing is recorded of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getDealsSearch: {
        parameters: {
            query?: {
                /** @description A part of the title, in any case; or an id. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most 20, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DealFound"][];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                dealId?: number;
                event?: string;
                from?: string;
                limit?: number;
                status?: "pending" | "done" | "ignored";
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHolds: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
                /** @description 1: only those in force. */
                open?: "0" | "1";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Hold"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHoldsId: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hold and one page of its deals, by ascending id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deals: {
                            discarded: number;
                            held: number;
                            released: number;
                        };
                        endedAt: string | null;
                        endedBy: string | null;
                        id: string;
                        items: components["schemas"]["HeldChange"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                        reason: {
                            deals: number;
                            /** @description What its backtest had foretold, where it went far beyond: so many changed of so many. */
                            forecast?: {
                                changed: number;
                                deals: number;
                            };
                            /** @enum {string} */
                            from: "rule" | "usual" | "forecast";
                            minutes: number;
                        };
                        ruleKey: string;
                        since: string;
                        /** @description Of the rule, as it was held. */
                        version: number;
                        /** @description For people. */
                        why: string;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such hold. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postHoldsIdDiscard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only these; without it all of them, which ends the hold. */
                    dealIds?: number[];
                };
            };
        };
        responses: {
            /** @description What was settled, and the hold as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many were settled. */
                        deals: number;
                        hold: components["schemas"]["Hold"];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such hold. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The hold has ended. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postHoldsIdRelease: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only these; without it all of them, which ends the hold. */
                    dealIds?: number[];
                };
            };
        };
        responses: {
            /** @description What was settled, and the hold as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many were settled. */
                        deals: number;
                        hold: components["schemas"]["Hold"];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such hold. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The hold has ended. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The open ones, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invitation"][];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    /** @default 24 */
                    expiresInHours?: number;
                    /**
                     * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                     * @enum {string}
                     */
                    role: "viewer" | "editor" | "administrator";
                };
            };
        };
        responses: {
            /** @description Made; the link is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        createdBy: string;
                        email: string;
                        expiresAt: string;
                        id: string;
                        /** @description Works once; send it to nobody else. */
                        link: string;
                        /**
                         * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                         * @enum {string}
                         */
                        role: "viewer" | "editor" | "administrator";
                        /** @description Whose password it renews; null: it makes an account. */
                        userId: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is an account of this address; details say whose. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteInvitationsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdrawn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such open invitation. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postInvitationsAccept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Of a new account; passed over for a new password.
                     * @default null
                     */
                    name?: string | null;
                    password: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description Accepted and signed in. */
            201: {
                headers: {
                    /** @description The session. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description People sign in by the provider only: signing in there with the invited address accepts it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The invitation is unknown, used, withdrawn or expired. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postInvitationsRead: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description It can be accepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdBy: string;
                        email: string;
                        expiresAt: string;
                        /** @description It sets a new password of an account; else it makes one. */
                        isRenewal: boolean;
                        /**
                         * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                         * @enum {string}
                         */
                        role: "viewer" | "editor" | "administrator";
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The invitation is unknown, used, withdrawn or expired. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Asked for with a new password. */
                    currentPassword?: string;
                    name?: string;
                    password?: string;
                };
            };
        };
        responses: {
            /** @description Changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The current password is wrong, there are no passwords here, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller has no account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many wrong passwords; Retry-After says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getMeSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My sessions, the latest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description As it names itself. */
                            browser: string | null;
                            createdAt: string;
                            expiresAt: string;
                            id: string;
                            /** @description The caller’s own. */
                            isThis: boolean;
                            lastUsedAt: string;
                        }[];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller has no account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteMeSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out, here too. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller has no account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteMeSessionsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description I have no such session. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller has no account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getMeTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Token"][];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller has no account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postMeTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Null: never. */
                    expiresAt?: string | null;
                    name: string;
                    /**
                     * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                     * @default viewer
                     * @enum {string}
                     */
                    role?: "viewer" | "editor" | "administrator";
                };
            };
        };
        responses: {
            /** @description The token, with its secret this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        createdBy: string | null;
                        expiresAt: string | null;
                        id: string;
                        /**
                         * @description sign-in: the one-time link of a start.
                         * @enum {string}
                         */
                        kind: "api" | "sign-in";
                        lastUsedAt: string | null;
                        name: string;
                        revokedAt: string | null;
                        /**
                         * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                         * @enum {string}
                         */
                        role: "viewer" | "editor" | "administrator";
                        secret: string;
                    };
                };
            };
            /** @description The request is malformed, or the role is above the caller’s own. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller has no account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteMeTokensId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description I made no such token, or it is revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller has no account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getNames: {
        parameters: {
            query?: {
                /** @description Ids with commas between. */
                contacts?: number[];
                /** @description Ids with commas between. */
                deals?: number[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Those that are known. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contacts: {
                            id: number;
                            name: string;
                        }[];
                        deals: {
                            id: number;
                            title: string;
                        }[];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getOpenapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getPortalFields: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the portal tells. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PortalFields"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    dealId: number;
                    /** @description A draft, in place of the stored rule of its key. */
                    rule?: components["schemas"]["Rule"];
                };
            };
        };
        responses: {
            /** @description The run, not recorded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such deal. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The draft is wrong; details name every fault by its place in the rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProposals: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
                rule?: string;
                state?: "waiting" | "approved" | "refused" | "replaced";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description The version in force when it was proposed; null: there was none. */
                            baseVersion: number | null;
                            /** @description What it would change of the rule that is in force, in words; empty for a new rule. */
                            changes: string[];
                            decidedAt: string | null;
                            decidedBy: string | null;
                            decisionNote: string | null;
                            id: string;
                            /** @description It waits, and the rule has changed since: propose it anew. */
                            isOutdated: boolean;
                            /** @description Whether the caller may approve it now. */
                            mayApprove: boolean;
                            note: string | null;
                            proposedAt: string;
                            proposedBy: string;
                            /** @description The user who proposed it, or who made the token that did; null: a program or link of nobody’s. */
                            proposedById: string | null;
                            rule: components["schemas"]["Rule"];
                            ruleKey: string;
                            /** @enum {string} */
                            state: "waiting" | "approved" | "refused" | "replaced";
                            /** @description The version that it became. */
                            version: number | null;
                        }[];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProposalsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proposal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The version in force when it was proposed; null: there was none. */
                        baseVersion: number | null;
                        /** @description What it would change of the rule that is in force, in words; empty for a new rule. */
                        changes: string[];
                        decidedAt: string | null;
                        decidedBy: string | null;
                        decisionNote: string | null;
                        id: string;
                        /** @description It waits, and the rule has changed since: propose it anew. */
                        isOutdated: boolean;
                        /** @description Whether the caller may approve it now. */
                        mayApprove: boolean;
                        note: string | null;
                        proposedAt: string;
                        proposedBy: string;
                        /** @description The user who proposed it, or who made the token that did; null: a program or link of nobody’s. */
                        proposedById: string | null;
                        rule: components["schemas"]["Rule"];
                        ruleKey: string;
                        /** @enum {string} */
                        state: "waiting" | "approved" | "refused" | "replaced";
                        /** @description The version that it became. */
                        version: number | null;
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such proposal. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postProposalsIdApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Why; kept with the version. */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Decided. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The version in force when it was proposed; null: there was none. */
                        baseVersion: number | null;
                        /** @description What it would change of the rule that is in force, in words; empty for a new rule. */
                        changes: string[];
                        decidedAt: string | null;
                        decidedBy: string | null;
                        decisionNote: string | null;
                        id: string;
                        /** @description It waits, and the rule has changed since: propose it anew. */
                        isOutdated: boolean;
                        /** @description Whether the caller may approve it now. */
                        mayApprove: boolean;
                        note: string | null;
                        proposedAt: string;
                        proposedBy: string;
                        /** @description The user who proposed it, or who made the token that did; null: a program or link of nobody’s. */
                        proposedById: string | null;
                        rule: components["schemas"]["Rule"];
                        ruleKey: string;
                        /** @enum {string} */
                        state: "waiting" | "approved" | "refused" | "replaced";
                        /** @description The version that it became. */
                        version: number | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller has proposed it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such proposal. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is decided already, the rule has changed since, or the caller is no person who is signed in. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postProposalsIdRefuse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Why; kept with the version. */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Decided. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The version in force when it was proposed; null: there was none. */
                        baseVersion: number | null;
                        /** @description What it would change of the rule that is in force, in words; empty for a new rule. */
                        changes: string[];
                        decidedAt: string | null;
                        decidedBy: string | null;
                        decisionNote: string | null;
                        id: string;
                        /** @description It waits, and the rule has changed since: propose it anew. */
                        isOutdated: boolean;
                        /** @description Whether the caller may approve it now. */
                        mayApprove: boolean;
                        note: string | null;
                        proposedAt: string;
                        proposedBy: string;
                        /** @description The user who proposed it, or who made the token that did; null: a program or link of nobody’s. */
                        proposedById: string | null;
                        rule: components["schemas"]["Rule"];
                        ruleKey: string;
                        /** @enum {string} */
                        state: "waiting" | "approved" | "refused" | "replaced";
                        /** @description The version that it became. */
                        version: number | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such proposal. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is decided already, the rule has changed since, or the caller is no person who is signed in. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRecipes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recipes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Recipe"][];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRecipesIdRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Default: the recipe’s id. */
                    key?: string;
                    /**
                     * @description Default: shadow.
                     * @enum {string}
                     */
                    mode?: "live" | "shadow" | "off";
                    name?: string;
                    /** @default {} */
                    parameters?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description The rule document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For editors, which check and explain by it: "./rule.schema.json". */
                        $schema?: string;
                        /** @description What it does, in this order. */
                        actions: components["schemas"]["Action"][];
                        /** @description When it applies: a json-rules-engine condition tree. {"all": []} always matches. */
                        conditions: components["schemas"]["Conditions"];
                        /** @description What it does and why, for people. */
                        description?: string;
                        /** @description Only with `schedule`: which deals it looks at then. {} is all of them. */
                        filter?: components["schemas"]["DealFilter"];
                        /** @description How many deals it may change in how many minutes before its changes are held for a person to look at. */
                        fuse?: {
                            /** @description So many deals it may change … */
                            deals: number;
                            /** @description How far beyond its backtest it may go; false: it does not matter. 10 times in 60 minutes unless told. */
                            forecast?: false | {
                                /** @description … it may change in so many minutes. */
                                minutes: number;
                                /** @description So many times the deals that its backtest said it would change … */
                                times: number;
                            };
                            /** @description … in so many minutes; beyond that its changes are held. */
                            minutes: number;
                        };
                        /** @description The rule's lasting name: 1 to 64 of a-z, 0-9 and "-". */
                        key: string;
                        /**
                         * @description live: acts. shadow: is evaluated and recorded, never written. off: rests.
                         * @enum {string}
                         */
                        mode: "live" | "shadow" | "off";
                        /** @description What people call it. */
                        name: string;
                        /** @description The events that it answers. */
                        on: string[];
                        /**
                         * @description 1 to 1000, higher first; ties by key.
                         * @default 100
                         */
                        priority: number;
                        /** @description Times at which it looks at the deals of `filter`: a cron expression of five fields, in UTC. */
                        schedule?: string;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such recipe. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description A parameter is wrong or missing; details name each. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postResume: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Why, for the others. */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Writes go on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stopped: null;
                        /** @description False: they were not stopped. */
                        wasStopped: boolean;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What holds now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description In days; null: for ever. */
                    eventsDays: number | null;
                    /** @description In days; null: for ever. */
                    personalDataDays: number | null;
                    /** @description In days; null: for ever. */
                    runsDays: number | null;
                };
            };
        };
        responses: {
            /** @description What holds now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What holds now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getReverts: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; previews are not in it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BulkRevert"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postReverts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default false */
                    force?: boolean;
                    /** @default false */
                    preview?: boolean;
                    what: components["schemas"]["RevertWish"];
                };
            };
        };
        responses: {
            /** @description It waits for its turn. */
            202: {
                headers: {
                    /** @description Its address. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkRevert"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is nothing to take back, or it has been taken back already, or the backfill is still under way. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such backfill or revert. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRevertsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revert. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkRevert"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such revert. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRevertsIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkRevert"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such revert. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not in a state for that; details say which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRevertsIdPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkRevert"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such revert. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not in a state for that; details say which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRevertsIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkRevert"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such revert. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is not in a state for that; details say which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRivals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pairs, in rule order; at most 200. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description False where there are more pairs than are told. */
                        isAll: boolean;
                        items: {
                            /** @description Runs in which one held the other back, newest first; a few. */
                            evidence: {
                                /** @description The rule that prevailed. */
                                by: string;
                                dealId: number;
                                /** @description The rule that was held back. */
                                overruled: string;
                                runId: string;
                                startedAt: string;
                            }[];
                            /**
                             * @description What they can fight over.
                             * @enum {string}
                             */
                            over: "contact" | "primary";
                            /** @description Where in each of the two, as JSON pointers. */
                            paths: string[];
                            /** @description The keys of the two; the first acts first, and its word stands. */
                            rules: string[];
                            why: string;
                        }[];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SavedRule"][];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRulesKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A version that the caller has; 304 if it is the present one. */
                "If-None-Match"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    /** @description The version, quoted. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedRule"];
                };
            };
            /** @description The caller has this version. */
            304: {
                headers: {
                    /** @description The version, quoted. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such rule. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    putRulesKey: {
        parameters: {
            query?: {
                /** @description A live rule is answered with a backtest against the version that was live, on the newest deals; 0: without. 1: its numbers are kept as well, as a forecast that the rule must not go far beyond. */
                backtest?: "0" | "1" | "true" | "false";
                /** @description Why; kept with the version. */
                note?: string;
            };
            header?: {
                /** @description The version that the change builds on, quoted; a lost edit is then 412. */
                "If-Match"?: string;
                /** @description "*": only if there is no such rule yet. */
                "If-None-Match"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rule"];
            };
        };
        responses: {
            /** @description Changed (or the same as before). */
            200: {
                headers: {
                    /** @description The version, quoted. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAndCheckedRule"];
                };
            };
            /** @description New. */
            201: {
                headers: {
                    /** @description The version, quoted. */
                    ETag?: string;
                    /** @description Its address. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAndCheckedRule"];
                };
            };
            /** @description Proposed: live rules take two people here, and somebody else has to approve this one. */
            202: {
                headers: {
                    /** @description The address of the proposal. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The rule has changed since; details name its version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The document is wrong; details name every fault. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteRulesKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that the change builds on, quoted; a lost edit is then 412. */
                "If-Match"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such rule. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The rule has changed since; details name its version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRulesKeyPromote: {
        parameters: {
            query?: {
                /** @description A live rule is answered with a backtest against the version that was live, on the newest deals; 0: without. 1: its numbers are kept as well, as a forecast that the rule must not go far beyond. */
                backtest?: "0" | "1" | "true" | "false";
            };
            header?: {
                /** @description The version that the change builds on, quoted; a lost edit is then 412. */
                "If-Match"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Why; kept with the version. */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description It is live. */
            200: {
                headers: {
                    /** @description The version, quoted. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAndCheckedRule"];
                };
            };
            /** @description Proposed: live rules take two people here, and somebody else has to approve this one. */
            202: {
                headers: {
                    /** @description The address of the proposal. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such rule. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The rule is not in shadow mode. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The rule has changed since; details name its version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The document is wrong; details name every fault. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRulesKeyRestore: {
        parameters: {
            query?: {
                /** @description A live rule is answered with a backtest against the version that was live, on the newest deals; 0: without. 1: its numbers are kept as well, as a forecast that the rule must not go far beyond. */
                backtest?: "0" | "1" | "true" | "false";
            };
            header?: {
                /** @description The version that the change builds on, quoted; a lost edit is then 412. */
                "If-Match"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Why; kept with the version. */
                    note?: string;
                    version: number;
                };
            };
        };
        responses: {
            /** @description In force again. */
            200: {
                headers: {
                    /** @description The version, quoted. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAndCheckedRule"];
                };
            };
            /** @description In force again; the rule had been deleted. */
            201: {
                headers: {
                    /** @description The version, quoted. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAndCheckedRule"];
                };
            };
            /** @description Proposed: live rules take two people here, and somebody else has to approve this one. */
            202: {
                headers: {
                    /** @description The address of the proposal. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposed"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such rule or version. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The rule has changed since; details name its version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRulesKeyShadow: {
        parameters: {
            query?: {
                /** @description How many days of what people did are compared with it. */
                days?: number;
                /** @description Of the runs; 30 days before `to` unless told. */
                from?: string;
                to?: string;
                /** @description Which version; unless told the newest that is or was in shadow mode. */
                version?: number;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The score. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowScore"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such rule or version. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRulesKeyUndone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What people undid. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndoneWork"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such rule. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRulesKeyVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The versions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RuleVersion"][];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There never was such a rule. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRulesKeyVersionsFromDiffTo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                from: number;
                key: string;
                to: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every difference, in the order of the document; none where both are the same rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: components["schemas"]["RuleChange"][];
                        from: number;
                        key: string;
                        to: number;
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such rule or version. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRulesValidate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rule"];
            };
        };
        responses: {
            /** @description The verdict, on any JSON document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        errors: {
                            message: string;
                            /** @description A JSON pointer; empty for the whole. */
                            path: string;
                        }[];
                        valid: boolean;
                        warnings: components["schemas"]["Warning"][];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRuns: {
        parameters: {
            query?: {
                /** @description Runs of the deals of this backfill. */
                backfill?: string;
                /** @description Runs whose deal had this contact before or after, or in which a rule decided about it. */
                contactId?: number;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                dealId?: number;
                from?: string;
                limit?: number;
                /** @description Runs in which this rule matched. */
                rule?: string;
                status?: "applied" | "unchanged" | "unmatched" | "shadow" | "failed" | "skipped" | "quarantined";
                to?: string;
                trigger?: "event" | "sweep" | "backfill" | "manual" | "revert";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RunSummary"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRunsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRunsIdRevert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What would be put back, and what changed since. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevertPreview"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such run, or its deal is gone. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRunsIdRevert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    force?: boolean;
                };
            };
        };
        responses: {
            /** @description The revert, a run itself. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description Queued; the run appears in the list of runs. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        requestId: string;
                        /** @constant */
                        status: "queued";
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such run, or its deal is gone. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The links have changed since (details list how), or the run changed none. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postRunsIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What the case is called. */
                    name?: string;
                    /** @description Which rule to test. */
                    rule: string;
                };
            };
        };
        responses: {
            /** @description The test; nothing is kept here. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description In what it differs from what really happened. */
                        notes: string[];
                        /** @description To be kept as `KEY.test.json` beside the rule. */
                        test: components["schemas"]["RuleTest"];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such run, deal or rule. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal refuses; a person must act. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The portal does not answer; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getRunsExport: {
        parameters: {
            query?: {
                /** @description Runs of the deals of this backfill. */
                backfill?: string;
                /** @description Runs whose deal had this contact before or after, or in which a rule decided about it. */
                contactId?: number;
                dealId?: number;
                format?: "csv" | "json";
                from?: string;
                /** @description Runs in which this rule matched. */
                rule?: string;
                status?: "applied" | "unchanged" | "unmatched" | "shadow" | "failed" | "skipped" | "quarantined";
                to?: string;
                trigger?: "event" | "sweep" | "backfill" | "manual" | "revert";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ways. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Nobody has an account yet: the link that the start prints leads to the first. */
                        isFirst: boolean;
                        /** @description Where signing in with the provider begins; null: there is none. */
                        openid: string | null;
                        /** @description What people call the provider; null: nobody has said. */
                        openidName: string | null;
                        /** @description Whether one can sign in with an address and a password. */
                        passwords: boolean;
                    };
                };
            };
        };
    };
    postSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    /** @description The session. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not the right address and password, or a disabled account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description People sign in by the provider only. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many tries from this address or for this account; Retry-After says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    /** @description None any more. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The caller came with a token, not a session. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postStop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Why, for the others. */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description The stop in force. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stop"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getStream: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, without end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description This caller listens on too many connections already. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many listen already; read from time to time instead. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getSweeps: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Sweep"][];
                        /** @description Null on the last page. */
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postSweeps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default changes
                     * @enum {string}
                     */
                    kind?: "changes" | "open-deals";
                    /** @description Changes since then; left out: from where the last sweep went. */
                    since?: string;
                };
            };
        };
        responses: {
            /** @description Begun. */
            201: {
                headers: {
                    /** @description Its address. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweep"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role editor or a higher one, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description So many wait that one more would find nothing new. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getSweepsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sweep. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweep"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role viewer or a higher one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such sweep. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ListedToken"][];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Null: never. */
                    expiresAt?: string | null;
                    name: string;
                    /**
                     * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                     * @default administrator
                     * @enum {string}
                     */
                    role?: "viewer" | "editor" | "administrator";
                };
            };
        };
        responses: {
            /** @description The token, with its secret this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        createdBy: string | null;
                        expiresAt: string | null;
                        id: string;
                        /**
                         * @description sign-in: the one-time link of a start.
                         * @enum {string}
                         */
                        kind: "api" | "sign-in";
                        lastUsedAt: string | null;
                        name: string;
                        revokedAt: string | null;
                        /**
                         * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                         * @enum {string}
                         */
                        role: "viewer" | "editor" | "administrator";
                        secret: string;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteTokensId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked, or ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such token, or nothing of it is in force any more. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The users, in the order in which they came. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["User"][];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    patchUsersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                     * @enum {string}
                     */
                    role: "viewer" | "editor" | "administrator";
                };
            };
        };
        responses: {
            /** @description Changed, or as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        /** @description Since when they may not sign in. */
                        disabledAt: string | null;
                        email: string;
                        id: string;
                        lastSignInAt: string | null;
                        name: string;
                        /**
                         * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                         * @enum {string}
                         */
                        role: "viewer" | "editor" | "administrator";
                        /** @description Tokens that the user made and that may more than the user now; all of a disabled one. Revoke what nobody needs. */
                        tokensLeft: {
                            id: string;
                            name: string;
                        }[];
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is the last administrator with an account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postUsersIdDisable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changed, or as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        /** @description Since when they may not sign in. */
                        disabledAt: string | null;
                        email: string;
                        id: string;
                        lastSignInAt: string | null;
                        name: string;
                        /**
                         * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                         * @enum {string}
                         */
                        role: "viewer" | "editor" | "administrator";
                        /** @description Tokens that the user made and that may more than the user now; all of a disabled one. Revoke what nobody needs. */
                        tokensLeft: {
                            id: string;
                            name: string;
                        }[];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It is the last administrator with an account. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postUsersIdEnable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changed, or as it was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        /** @description Since when they may not sign in. */
                        disabledAt: string | null;
                        email: string;
                        id: string;
                        lastSignInAt: string | null;
                        name: string;
                        /**
                         * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                         * @enum {string}
                         */
                        role: "viewer" | "editor" | "administrator";
                        /** @description Tokens that the user made and that may more than the user now; all of a disabled one. Revoke what nobody needs. */
                        tokensLeft: {
                            id: string;
                            name: string;
                        }[];
                    };
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    "postUsersIdPassword-link": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default 1 */
                    expiresInHours?: number;
                };
            };
        };
        responses: {
            /** @description Made; the link is shown this once. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        createdBy: string;
                        email: string;
                        expiresAt: string;
                        id: string;
                        /** @description Works once; send it to nobody else. */
                        link: string;
                        /**
                         * @description viewer: sees everything but people and tokens; editor: also changes rules and runs deals.
                         * @enum {string}
                         */
                        role: "viewer" | "editor" | "administrator";
                        /** @description Whose password it renews; null: it makes an account. */
                        userId: string | null;
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, people sign in by the provider only, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such user, or they are disabled. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteUsersIdSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There is no such user. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    postUsersFirst: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    name: string;
                    /**
                     * @description Left out where people sign in by the provider only; asked for everywhere else.
                     * @default null
                     */
                    password?: string | null;
                };
            };
        };
        responses: {
            /** @description Made and signed in. */
            201: {
                headers: {
                    /** @description The session. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No credential, or not a valid one. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It needs the role administrator, a password was given where there are none, or a session cookie came from another site’s page. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description There are accounts already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 262144 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHealthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                        version: string;
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    getReadyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            /** @enum {string} */
                            database: "ok" | "failed";
                            /** @enum {string} */
                            migrations: "ok" | "pending";
                        };
                        ready: boolean;
                    };
                };
            };
            /** @description Not ready. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            /** @enum {string} */
                            database: "ok" | "failed";
                            /** @enum {string} */
                            migrations: "ok" | "pending";
                        };
                        ready: boolean;
                    };
                };
            };
        };
    };
    postWebhooksBitrix24: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    "auth[application_token]": string;
                    "auth[domain]"?: string;
                    "auth[member_id]"?: string;
                    /** @example 42 */
                    "data[FIELDS][ID]"?: string;
                    /** @example ONCRMDEALUPDATE */
                    event: string;
                    ts?: string;
                };
            };
        };
        responses: {
            /** @description Kept. `ignored`: no live or shadow rule listens to it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        eventId: string;
                        /** @enum {string} */
                        status: "accepted" | "ignored";
                    };
                };
            };
            /** @description The query or body is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The application token is wrong or missing, or the sender’s address is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body is over 65536 bytes. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Another content type. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many refused events from this address; those with a good token are taken all the same. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Nothing was kept; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
