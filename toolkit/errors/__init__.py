"""What stops a run. What is wrong in a user's file is no error but an `Issue` (decision 18).

    ToolkitError                    exit code 1
    ├─ UsageError                   2   the command line asks for something that is not there
    │  ├─ UnknownEntity
    │  ├─ UnknownOperation, MissingPart
    │  ├─ NoLogin, NoPasswordsHere, NothingToLearnInto
    │  ├─ UnknownProfile
    │  ├─ BadSettings
    │  ├─ InsecureUrl
    │  ├─ BadPath
    │  ├─ BadFilter, BadFilterValue, UnknownView
    │  ├─ NoManifest, FolderTaken, FolderBusy, UnknownTransactions, NothingToUpload
    │  ├─ NoSuchCell, NoSuchColumn, NoSheet, NoAddress, ConnectionClosed
    │  ├─ OneEntity, NeedsAFile, FileInTheWay, ParquetMissing, DoesNotFit
    │  └─ PortTaken, BadFault, BadSwitch
    ├─ WorkbookError                4   the file cannot be read as a workbook at all
    │  ├─ FileMissing, FileUnreadable, NotWritable
    │  ├─ NotAWorkbook, LockFile, OldWorkbook, EncryptedWorkbook, HiddenMacros, CorruptWorkbook
    │  ├─ WorkbookTooLarge, NoEntitySheet, NoSuchSheet, ForeignTemplate, BaseForeign, NoBase
    │  ├─ NotText, EmptyText, NotThisEncoding, UnclearDelimiter, TextBroken, WhichEntity
    │  ├─ TooManyRecords
    │  └─ WorkbookHasErrors          of the library; commands list the issues
    ├─ StatementError               4   a bank statement cannot be read, or must not be written
    │  ├─ NotAStatement, UnknownEncoding, UnknownAccount
    │  ├─ NoCurrency, CurrencyDiffers, OtherCurrency, SeveralAccounts, BrokenChain, StatementUnwritable
    │  ├─ StatementMoved           5
    │  └─ UploadUnknown            8
    ├─ AttachmentError              10  documents do not prove
    │  ├─ ArchiveDamaged, ArchiveUnsafe, ArchiveTooLarge
    │  └─ ManifestBroken, ManifestOfOtherVersion
    ├─ AuditError                   4   an audit bundle or a key cannot be used
    │  └─ NotABundle, BundleExists, KeyExists, KeyMissing, KeyUnusable
    ├─ PlanError                    5   the plan may not be applied
    │  ├─ NotAPlan, PlanOfOtherVersion, PlanEdited, PlanUnderived, PlanDiffers, NamesMoved
    │  ├─ PlanForeign, PlanBurned, AlreadyApplied, SentBefore
    │  ├─ RunMissing, RunPruned, RunErased, RunInProgress, NothingToAdopt
    │  ├─ GuardStands             6  of the library; commands name the guards
    │  └─ PlanWorse, DependantsMoved 6
    ├─ ApprovalError                6   a plan is not approved as it must be
    │  ├─ ApprovalsMissing, ApprovalExpired, OwnApproval, ApproverUnknown, PlanNeeded
    │  ├─ MayNotApprove, MakerUnknown, ApplierUnknown
    │  └─ ApprovalAltered, ApprovalForeign   5
    ├─ ServiceError                 9   the service, before anything was written
    │  ├─ Unreachable
    │  │  └─ AskedToWait
    │  ├─ DownloadLimitExceeded
    │  ├─ NotAuthenticated
    │  ├─ Refused
    │  ├─ ServiceFault
    │  ├─ NotTheApi, NoArchive, NoNextName, NextNameTaken
    │  ├─ IncompleteList
    │  └─ UnexpectedAnswer
    ├─ CredentialsError             9   who we are cannot be kept or read
    │  └─ KeyringUnusable, CredentialsFileOpen, CredentialsFileBroken
    ├─ JournalError                 1   the journal; what cannot be journalled is not sent
    │  └─ JournalUnusable, JournalTooNew, SameMoment, LeaseLost, BackupElsewhere, BackupUnsound
    ├─ OutputLost                   1   standard output takes no more
    ├─ OutcomeUnknown               8   a write was sent and not answered
    ├─ StillInFlight                8   what was sent before may still arrive
    └─ Interrupted                  130 stopped before the first write

Every class owns its sentence, and says what to do.
"""

from toolkit.errors.approval import (
    ApplierUnknown,
    ApprovalAltered,
    ApprovalError,
    ApprovalExpired,
    ApprovalForeign,
    ApprovalsMissing,
    ApproverUnknown,
    MakerUnknown,
    MayNotApprove,
    OwnApproval,
    PlanNeeded,
)
from toolkit.errors.attachments import (
    ArchiveDamaged,
    ArchiveTooLarge,
    ArchiveUnsafe,
    AttachmentError,
    FolderBusy,
    FolderTaken,
    ManifestBroken,
    ManifestOfOtherVersion,
    NoArchive,
    NoManifest,
    NothingToUpload,
    UnknownTransactions,
)
from toolkit.errors.audit import AuditError, BundleExists, KeyExists, KeyMissing, KeyUnusable, NotABundle
from toolkit.errors.bank import (
    BrokenChain,
    CurrencyDiffers,
    NoCurrency,
    NotAStatement,
    OtherCurrency,
    SeveralAccounts,
    StatementError,
    StatementMoved,
    StatementUnwritable,
    UnknownAccount,
    UnknownEncoding,
    UploadUnknown,
)
from toolkit.errors.credentials import (
    CredentialsError,
    CredentialsFileBroken,
    CredentialsFileOpen,
    KeyringUnusable,
)
from toolkit.errors.invoices import NextNameTaken, NoNextName, NoSuchColumn
from toolkit.errors.journal import (
    BackupElsewhere,
    BackupUnsound,
    JournalError,
    JournalTooNew,
    JournalUnusable,
    LeaseLost,
    SameMoment,
)
from toolkit.errors.output import OutputLost
from toolkit.errors.plan import (
    AlreadyApplied,
    DependantsMoved,
    GuardStands,
    NamesMoved,
    NotAPlan,
    NothingToAdopt,
    PlanBurned,
    PlanDiffers,
    PlanEdited,
    PlanError,
    PlanForeign,
    PlanOfOtherVersion,
    PlanUnderived,
    PlanWorse,
    RunErased,
    RunInProgress,
    RunMissing,
    RunPruned,
    SentBefore,
)
from toolkit.errors.root import (
    Interrupted,
    ToolkitError,
)
from toolkit.errors.service import (
    AskedToWait,
    DownloadLimitExceeded,
    IncompleteList,
    NotAuthenticated,
    NotTheApi,
    OutcomeUnknown,
    Refused,
    ServiceError,
    ServiceFault,
    StillInFlight,
    UnexpectedAnswer,
    Unreachable,
    Violation,
    clock_time,
)
from toolkit.errors.usage import (
    BadFault,
    BadFilter,
    BadFilterValue,
    BadPath,
    BadSettings,
    BadSwitch,
    ConnectionClosed,
    DoesNotFit,
    FileInTheWay,
    InsecureUrl,
    MissingPart,
    NeedsAFile,
    NoAddress,
    NoLogin,
    NoPasswordsHere,
    NoSheet,
    NoSuchCell,
    NothingToLearnInto,
    OneEntity,
    ParquetMissing,
    PortTaken,
    UnknownEntity,
    UnknownOperation,
    UnknownProfile,
    UnknownView,
    UsageError,
)
from toolkit.errors.workbook import (
    BaseForeign,
    CorruptWorkbook,
    EmptyText,
    EncryptedWorkbook,
    FileMissing,
    FileUnreadable,
    ForeignTemplate,
    HiddenMacros,
    LockFile,
    NoBase,
    NoEntitySheet,
    NoSuchSheet,
    NotAWorkbook,
    NotText,
    NotThisEncoding,
    NotWritable,
    OldWorkbook,
    TextBroken,
    TooManyRecords,
    UnclearDelimiter,
    WhichEntity,
    WorkbookError,
    WorkbookHasErrors,
    WorkbookTooLarge,
)

__all__ = [
    "AlreadyApplied",
    "ApplierUnknown",
    "ApprovalAltered",
    "ApprovalError",
    "ApprovalExpired",
    "ApprovalForeign",
    "ApprovalsMissing",
    "ApproverUnknown",
    "ArchiveDamaged",
    "ArchiveTooLarge",
    "ArchiveUnsafe",
    "AskedToWait",
    "AttachmentError",
    "AuditError",
    "BackupElsewhere",
    "BackupUnsound",
    "BadFault",
    "BadFilter",
    "BadFilterValue",
    "BadPath",
    "BadSettings",
    "BadSwitch",
    "BaseForeign",
    "BrokenChain",
    "BundleExists",
    "ConnectionClosed",
    "CorruptWorkbook",
    "CredentialsError",
    "CredentialsFileBroken",
    "CredentialsFileOpen",
    "CurrencyDiffers",
    "DependantsMoved",
    "DoesNotFit",
    "DownloadLimitExceeded",
    "EmptyText",
    "EncryptedWorkbook",
    "FileInTheWay",
    "FileMissing",
    "FileUnreadable",
    "FolderBusy",
    "FolderTaken",
    "ForeignTemplate",
    "GuardStands",
    "HiddenMacros",
    "IncompleteList",
    "InsecureUrl",
    "Interrupted",
    "JournalError",
    "JournalTooNew",
    "JournalUnusable",
    "KeyExists",
    "KeyMissing",
    "KeyUnusable",
    "KeyringUnusable",
    "LeaseLost",
    "LockFile",
    "MakerUnknown",
    "ManifestBroken",
    "ManifestOfOtherVersion",
    "MayNotApprove",
    "MissingPart",
    "NamesMoved",
    "NeedsAFile",
    "NextNameTaken",
    "NoAddress",
    "NoArchive",
    "NoBase",
    "NoCurrency",
    "NoEntitySheet",
    "NoLogin",
    "NoManifest",
    "NoNextName",
    "NoPasswordsHere",
    "NoSheet",
    "NoSuchCell",
    "NoSuchColumn",
    "NoSuchSheet",
    "NotABundle",
    "NotAPlan",
    "NotAStatement",
    "NotAWorkbook",
    "NotAuthenticated",
    "NotText",
    "NotTheApi",
    "NotThisEncoding",
    "NotWritable",
    "NothingToAdopt",
    "NothingToLearnInto",
    "NothingToUpload",
    "OldWorkbook",
    "OneEntity",
    "OtherCurrency",
    "OutcomeUnknown",
    "OutputLost",
    "OwnApproval",
    "ParquetMissing",
    "PlanBurned",
    "PlanDiffers",
    "PlanEdited",
    "PlanError",
    "PlanForeign",
    "PlanNeeded",
    "PlanOfOtherVersion",
    "PlanUnderived",
    "PlanWorse",
    "PortTaken",
    "Refused",
    "RunErased",
    "RunInProgress",
    "RunMissing",
    "RunPruned",
    "SameMoment",
    "SentBefore",
    "ServiceError",
    "ServiceFault",
    "SeveralAccounts",
    "StatementError",
    "StatementMoved",
    "StatementUnwritable",
    "StillInFlight",
    "TextBroken",
    "TooManyRecords",
    "ToolkitError",
    "UnclearDelimiter",
    "UnexpectedAnswer",
    "UnknownAccount",
    "UnknownEncoding",
    "UnknownEntity",
    "UnknownOperation",
    "UnknownProfile",
    "UnknownTransactions",
    "UnknownView",
    "Unreachable",
    "UploadUnknown",
    "UsageError",
    "Violation",
    "WhichEntity",
    "WorkbookError",
    "WorkbookHasErrors",
    "WorkbookTooLarge",
    "clock_time",
]
