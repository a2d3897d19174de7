"""A consultation: its set-up, questions and their versions, submissions, themes, dispositions, feedback and outcome."""

from collab.consultations.models.analysis import Coding, Theme, ThemeQuestion
from collab.consultations.models.answer import (
    AnswerClearance,
    AnswerPart,
    AnswerText,
    Outcome,
    OutcomeKind,
    PublicFeedback,
)
from collab.consultations.models.campaigns import Campaign, CampaignMember, CampaignRun
from collab.consultations.models.candidates import CandidateMember, CandidateRun, CandidateState, CandidateTheme
from collab.consultations.models.consultation import Consultation, DutyBasis, EngagementType, Runner, RunRole
from collab.consultations.models.decision_makers import DecisionMaker
from collab.consultations.models.dispositions import Disposition, DispositionDecision
from collab.consultations.models.equality import EqualityCount
from collab.consultations.models.frames import FrameChange, FrameVersion, ThemeExample
from collab.consultations.models.keeping import Disclosure, DisclosureForm, PrivacyNotices
from collab.consultations.models.lateness import LateDecision
from collab.consultations.models.notices import Extension, Notice, NoticeKind
from collab.consultations.models.opinion import KeptMap, StatementChoice
from collab.consultations.models.papers import Paper, PaperFormat, PaperKind
from collab.consultations.models.questions import Question, QuestionOption, QuestionRow, QuestionType, QuestionVersion
from collab.consultations.models.readings import CodingAct, CodingChange, Reading, ReadingCount
from collab.consultations.models.redactions import AnswerRedaction, Removal
from collab.consultations.models.response_imports import ImportStage, ResponseImport
from collab.consultations.models.samples import Sample, SampledAnswer
from collab.consultations.models.searching import Quote, SavedSelection, SearchedAnswer, SearchedRevision
from collab.consultations.models.sections import QuestionSection
from collab.consultations.models.stakeholders import (
    ExpectedPosition,
    Involvement,
    InvolvementHow,
    InvolvementStage,
    Position,
    StakeholderGap,
    StakeholderGroup,
    StakeholderKind,
    TargetChange,
)
from collab.consultations.models.statements import AddedStatement, RejectionReason, StatementState
from collab.consultations.models.submissions import (
    Answer,
    Channel,
    Consideration,
    ExclusionReason,
    OnBehalfOf,
    PublishPreference,
    RedactionStatus,
    RespondentType,
    Submission,
    SubmissionDraft,
    SubmissionRevision,
    SubmissionToken,
    TokenUse,
)
from collab.consultations.models.workspaces import (
    Workspace,
    WorkspaceAnswer,
    WorkspaceComment,
    WorkspaceSignOff,
    WorkspaceWording,
)

__all__ = [
    "AddedStatement",
    "Answer",
    "AnswerClearance",
    "AnswerPart",
    "AnswerRedaction",
    "AnswerText",
    "Campaign",
    "CampaignMember",
    "CampaignRun",
    "CandidateMember",
    "CandidateRun",
    "CandidateState",
    "CandidateTheme",
    "Channel",
    "Coding",
    "CodingAct",
    "CodingChange",
    "Consideration",
    "Consultation",
    "DecisionMaker",
    "Disclosure",
    "DisclosureForm",
    "Disposition",
    "DispositionDecision",
    "DutyBasis",
    "EngagementType",
    "EqualityCount",
    "ExclusionReason",
    "ExpectedPosition",
    "Extension",
    "FrameChange",
    "FrameVersion",
    "ImportStage",
    "Involvement",
    "InvolvementHow",
    "InvolvementStage",
    "KeptMap",
    "LateDecision",
    "Notice",
    "NoticeKind",
    "OnBehalfOf",
    "Outcome",
    "OutcomeKind",
    "Paper",
    "PaperFormat",
    "PaperKind",
    "Position",
    "PrivacyNotices",
    "PublicFeedback",
    "PublishPreference",
    "Question",
    "QuestionOption",
    "QuestionRow",
    "QuestionSection",
    "QuestionType",
    "QuestionVersion",
    "Quote",
    "Reading",
    "ReadingCount",
    "RedactionStatus",
    "RejectionReason",
    "Removal",
    "RespondentType",
    "ResponseImport",
    "RunRole",
    "Runner",
    "Sample",
    "SampledAnswer",
    "SavedSelection",
    "SearchedAnswer",
    "SearchedRevision",
    "StakeholderGap",
    "StakeholderGroup",
    "StakeholderKind",
    "StatementChoice",
    "StatementState",
    "Submission",
    "SubmissionDraft",
    "SubmissionRevision",
    "SubmissionToken",
    "TargetChange",
    "Theme",
    "ThemeExample",
    "ThemeQuestion",
    "TokenUse",
    "Workspace",
    "WorkspaceAnswer",
    "WorkspaceComment",
    "WorkspaceSignOff",
    "WorkspaceWording",
]
