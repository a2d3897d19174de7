"""Who may see and do what on a consultation. Its draft and its submissions are for the bodies that run it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, exists, false, or_, select

from collab import clock
from collab.accounts.policy import SYSTEM, Permission, Viewer, can_manage_installation
from collab.consultations.models import (
    AddedStatement,
    AnswerText,
    Campaign,
    CampaignRun,
    CandidateRun,
    CandidateTheme,
    Consultation,
    DecisionMaker,
    Extension,
    Quote,
    Reading,
    ResponseImport,
    Runner,
    RunRole,
    SampledAnswer,
    SavedSelection,
    Submission,
    Theme,
    Workspace,
)

CONTROLLERS = frozenset({RunRole.lead, RunRole.joint})
RUNNERS = CONTROLLERS | {RunRole.supporting}


def is_public(at: BindParameter[datetime] | None = None) -> ColumnElement[bool]:
    """Consultations that everybody may see: approved ones from the moment that they open, and historic ones.

    `at` stands for this request's instant in a statement that is written once and kept.
    """
    now = clock.now() if at is None else at
    opened = and_(
        Consultation.opening_approved_at.is_not(None), Consultation.opens_at <= now, Consultation.cancelled_at.is_(None)
    )
    return or_(Consultation.is_historic, opened)


def is_run_by(viewer: Viewer) -> ColumnElement[bool]:
    if not viewer.may(Permission.read_drafts) or viewer.organisation_id is None:
        return false()
    mine = Runner.organisation_id == viewer.organisation_id
    return exists(select(Runner.id).where(Runner.consultation_id == Consultation.id, mine))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Public consultations, and all that the viewer's organisation runs."""
    return or_(is_public(), is_run_by(viewer))


def role_of(viewer: Viewer, consultation: Consultation) -> RunRole | None:
    return next((r.role for r in consultation.runners if viewer.acts_for(r.organisation_id)), None)


def _holds(by: Viewer, consultation: Consultation, permission: Permission, roles: frozenset[RunRole]) -> bool:
    return by.may(permission) and role_of(by, consultation) in roles


def can_read_draft(by: Viewer, consultation: Consultation) -> bool:
    """Only the organisations that run the consultation can see it before it opens."""
    return _holds(by, consultation, Permission.read_drafts, RUNNERS)


def can_start(by: Viewer) -> bool:
    """Only an author acting for an organisation can start a consultation."""
    return by.organisation_id is not None and by.may(Permission.write)


def can_edit(by: Viewer, consultation: Consultation) -> bool:
    """Only authors of the lead and joint organisations can change the consultation."""
    return _holds(by, consultation, Permission.write, CONTROLLERS)


def can_approve_opening(by: Viewer, consultation: Consultation) -> bool:
    """Opening takes a second person of the lead organisation: not the one of them who changed the consultation last."""
    second = by.person_id != consultation.last_changed_by_id
    return second and _holds(by, consultation, Permission.publish, frozenset({RunRole.lead}))


def can_keep_notices(by: Viewer, consultation: Consultation) -> bool:
    """Whoever approves the opening, or hands a consultation on to the successor of a body that ended."""
    return can_approve_opening(by, consultation) or can_manage_installation(by)


def can_conduct(by: Viewer, consultation: Consultation) -> bool:
    """Only authors and signatories of the lead organisation can pause, extend, withdraw or cancel a consultation."""
    return _holds(by, consultation, Permission.publish, frozenset({RunRole.lead}))


def can_announce(by: Viewer, consultation: Consultation) -> bool:
    """Only those who can change or conduct the consultation can tell everybody about it."""
    return can_edit(by, consultation) or can_conduct(by, consultation)


def can_approve_extension(by: Viewer, extension: Extension) -> bool:
    """An extension takes a second person of the lead organisation: not the one who asked for it."""
    return by.person_id != extension.asked_by_id and can_conduct(by, extension.consultation)


def can_end_extension(by: Viewer, extension: Extension) -> bool:
    """Only authors and signatories of the lead organisation can end an extension that waits."""
    return can_conduct(by, extension.consultation)


def can_except(by: Viewer, consultation: Consultation) -> bool:
    """Opening in an election period takes a second person of the lead organisation: not the one who gave the reason."""
    second = by.person_id != consultation.election_asked_by_id
    return second and _holds(by, consultation, Permission.publish, frozenset({RunRole.lead}))


def can_expect(by: Viewer, consultation: Consultation) -> bool:
    """Only authors of the lead organisation can record what it expects of a group."""
    return _holds(by, consultation, Permission.write, frozenset({RunRole.lead}))


def can_enter_submission(by: Viewer, consultation: Consultation) -> bool:
    """Only authors of the organisations that run the consultation can enter a posted or emailed response."""
    return _holds(by, consultation, Permission.write, RUNNERS)


def can_change_import(by: Viewer, upload: ResponseImport) -> bool:
    """Only authors of the organisation that uploaded a file can go on with it."""
    return by.acts_for(upload.organisation_id) and can_enter_submission(by, upload.consultation)


def can_bring_in(by: Viewer, upload: ResponseImport) -> bool:
    """Whoever can go on with a file, and the worker once they did."""
    return by is SYSTEM or can_change_import(by, upload)


def can_read_submissions(by: Viewer, consultation: Consultation) -> bool:
    """Only the lead and joint organisations, which are its controllers, can read the responses."""
    return _holds(by, consultation, Permission.analyse, CONTROLLERS)


def can_analyse(by: Viewer, consultation: Consultation) -> bool:
    """Only authors and signatories of the lead and joint organisations can read and code responses."""
    return by is SYSTEM or can_read_submissions(by, consultation)


def can_draw_map(by: Viewer, consultation: Consultation) -> bool:
    """Only the worker, and the command that imports a conversation, keep its map of opinions."""
    return by is SYSTEM


def can_finish_run(by: Viewer, run: CampaignRun) -> bool:
    """Only authors and signatories of the lead and joint organisations can look for campaigns."""
    return can_analyse(by, run.consultation)


def can_finish_candidates(by: Viewer, run: CandidateRun) -> bool:
    """Only authors and signatories of the lead and joint organisations can look for candidate themes."""
    return can_analyse(by, run.consultation)


def can_change_candidate(by: Viewer, candidate: CandidateTheme) -> bool:
    """Only authors and signatories of the lead and joint organisations can say what becomes of a candidate theme."""
    return can_read_submissions(by, candidate.consultation)


def can_change_selection(by: Viewer, saved: SavedSelection) -> bool:
    """Only authors and signatories of the lead and joint organisations can change what was kept of searches."""
    return can_read_submissions(by, saved.consultation)


def can_change_quote(by: Viewer, quote: Quote) -> bool:
    """Only authors and signatories of the lead and joint organisations can collect quotes."""
    return can_read_submissions(by, quote.consultation)


def can_change_campaign(by: Viewer, campaign: Campaign) -> bool:
    """Only authors and signatories of the lead and joint organisations can say what belongs to a campaign."""
    return can_read_submissions(by, campaign.consultation)


def can_enter_in_campaign(by: Viewer, submission: Submission) -> bool:
    """Whoever enters or reads responses can say which campaign one belongs to."""
    consultation = submission.consultation
    return can_read_submissions(by, consultation) or can_enter_submission(by, consultation)


def can_disclose(by: Viewer, consultation: Consultation) -> bool:
    """Only a disclosure officer of the lead or a joint organisation can export all responses."""
    return not consultation.is_historic and _holds(by, consultation, Permission.disclose, CONTROLLERS)


def can_moderate(by: Viewer, statement: AddedStatement) -> bool:
    """Only authors and signatories of the lead and joint organisations can decide about statements of respondents."""
    return can_read_submissions(by, statement.consultation)


def can_analyse_submission(by: Viewer, submission: Submission) -> bool:
    """Only authors and signatories of the lead and joint organisations can read and code responses."""
    return can_read_submissions(by, submission.consultation)


def can_analyse_answer(by: Viewer, reading: Reading) -> bool:
    """Only authors and signatories of the lead and joint organisations can read and code responses."""
    return can_read_submissions(by, reading.submission.consultation)


def can_code_second(by: Viewer, answer: SampledAnswer) -> bool:
    """Only the second reader for whom an answer was drawn can code it as such."""
    mine = by.person_id is not None and by.person_id == answer.sample.reader_id
    return mine and can_read_submissions(by, answer.sample.question.consultation)


def can_settle_sampled(by: Viewer, answer: SampledAnswer) -> bool:
    """Only authors and signatories of the lead and joint organisations can settle where two readers differ."""
    return can_read_submissions(by, answer.sample.question.consultation)


def can_change_theme(by: Viewer, theme: Theme) -> bool:
    """Only authors and signatories of the lead and joint organisations can change themes and decide about them."""
    return can_read_submissions(by, theme.consultation)


def can_name_decision_maker(by: Viewer, runner: Runner) -> bool:
    """Only authors of the organisation itself, or of the lead, can say who decides for it."""
    part = role_of(by, runner.consultation)
    own = by.acts_for(runner.organisation_id) and part in CONTROLLERS
    return by.may(Permission.write) and runner.role in CONTROLLERS and (own or part is RunRole.lead)


def can_give_report(by: Viewer, maker: DecisionMaker) -> bool:
    """Only those who read the responses for the decision-maker's own organisation, or for the lead, can give the report."""
    near = by.acts_for(maker.organisation_id) or role_of(by, maker.consultation) is RunRole.lead
    return near and can_read_submissions(by, maker.consultation)


def can_confirm_decision(by: Viewer, maker: DecisionMaker) -> bool:
    """Only the named decision-maker, acting for their organisation, can confirm that the report was considered."""
    named = by.person_id is not None and by.person_id == maker.person_id and by.acts_for(maker.organisation_id)
    return named and role_of(by, maker.consultation) in CONTROLLERS


def can_read_report(by: Viewer, consultation: Consultation) -> bool:
    """Only those who read the responses, and the named decision-makers, can read the report."""
    decides = any(can_confirm_decision(by, maker) for maker in consultation.decision_makers)
    return decides or can_read_submissions(by, consultation)


def can_publish_answer(by: Viewer, consultation: Consultation) -> bool:
    """Only the lead organisation can publish feedback and outcome."""
    return _holds(by, consultation, Permission.publish, frozenset({RunRole.lead}))


def can_seal(by: Viewer, consultation: Consultation) -> bool:
    """Whoever publishes the outcome, and the worker for what was published before."""
    return by is SYSTEM or can_publish_answer(by, consultation)


def can_explain(by: Viewer, consultation: Consultation) -> bool:
    """Only authors and signatories of the lead and joint organisations can explain, for their organisation."""
    return _holds(by, consultation, Permission.publish, CONTROLLERS)


def can_write_answer(by: Viewer, consultation: Consultation) -> bool:
    """Only authors of the lead and joint organisations can write the feedback and the government response together."""
    return can_read_submissions(by, consultation) and by.may(Permission.write)


def can_settle_answer(by: Viewer, consultation: Consultation) -> bool:
    """Whoever writes or freezes it, and the worker when nobody has typed for a while."""
    return by is SYSTEM or can_read_submissions(by, consultation)


def can_clear_answer(by: Viewer, answer: AnswerText) -> bool:
    """Only signatories of the lead and joint organisations can clear the answer or object to it."""
    return _holds(by, answer.consultation, Permission.sign, CONTROLLERS)


def can_recall_answer(by: Viewer, answer: AnswerText) -> bool:
    """Only the lead organisation can recall a frozen answer."""
    return can_publish_answer(by, answer.consultation)


def is_workspace_of(viewer: Viewer) -> ColumnElement[bool]:
    """Workspaces of the viewer's own organisation, whoever runs the consultation."""
    if not viewer.may(Permission.read_drafts) or viewer.organisation_id is None:
        return false()
    return Workspace.organisation_id == viewer.organisation_id


def can_respond_for_body(by: Viewer, consultation: Consultation) -> bool:
    """Only authors can begin their organisation's response, and not where it runs the consultation with others or alone."""
    return by.organisation_id is not None and by.may(Permission.write) and role_of(by, consultation) not in CONTROLLERS


def can_write_in_workspace(by: Viewer, workspace: Workspace) -> bool:
    """Only authors of the organisation can write its response."""
    return by.acts_for(workspace.organisation_id) and by.may(Permission.write)


def can_comment_in_workspace(by: Viewer, workspace: Workspace) -> bool:
    """Only members of the organisation can comment on its response."""
    return by.acts_for(workspace.organisation_id) and by.may(Permission.read_drafts)


def can_sign_workspace(by: Viewer, workspace: Workspace) -> bool:
    """Only signatories of the organisation can sign off its response."""
    return by.acts_for(workspace.organisation_id) and by.may(Permission.sign)


def can_send_workspace(by: Viewer, workspace: Workspace) -> bool:
    """Only authors and signatories of the organisation can send or withdraw its response."""
    return by.acts_for(workspace.organisation_id) and by.may(Permission.publish)


def can_import(by: Viewer) -> bool:
    """Only a command of this installation imports historic consultations."""
    return by is SYSTEM
