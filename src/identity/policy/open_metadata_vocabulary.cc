// OpenMetadata's resources. The operations of a resource are those that OpenMetadata's own policies and forms offer for
// it; a rule may name any operation with any resource.
#include <array>
#include <cassert>

#include "base/text.h"
#include "identity/policy/vocabulary.h"

namespace sallyport::identity {
namespace {

constexpr std::string_view kCommon =
    "Create Delete ViewBasic EditDescription EditDisplayName EditOwners EditTags EditCustomFields";
constexpr std::string_view kAsset =
    "Create Delete ViewBasic ViewUsage ViewCustomFields EditDescription EditDisplayName EditOwners EditTags EditTier "
    "EditCustomFields EditLineage EditStatus EditReviewers EditLifeCycle EditGlossaryTerms EditEntityRelationship";
constexpr std::string_view kTable =
    "Create Delete ViewBasic ViewUsage ViewCustomFields ViewTests ViewQueries ViewDataProfile ViewSampleData "
    "ViewProfilerGlobalConfiguration EditDescription EditDisplayName EditOwners EditTags EditTier EditCustomFields "
    "EditLineage EditStatus EditReviewers EditLifeCycle EditGlossaryTerms EditEntityRelationship EditDataProfile "
    "EditQueries EditSampleData EditTests EditUsage";
constexpr std::string_view kService =
    "Create Delete ViewBasic ViewUsage EditDescription EditDisplayName EditOwners "
    "EditTags EditTier EditCustomFields EditStatus CreateIngestionPipelineAutomator";
constexpr std::string_view kTest =
    "Create Delete ViewBasic ViewTests ViewTestCaseFailedRowsSample DeleteTestCaseFailedRowsSample EditDescription "
    "EditDisplayName EditOwners EditTags EditTests EditStatus";
constexpr std::string_view kUser =
    "Create Delete ViewBasic EditDescription EditDisplayName EditTeams EditRole "
    "GenerateToken Impersonate";
constexpr std::string_view kTeam =
    "Create Delete ViewBasic EditDescription EditDisplayName EditOwners EditUsers "
    "EditTeams EditPolicy EditRole";
constexpr std::string_view kRunning =
    "Create Delete ViewBasic EditDescription EditDisplayName EditOwners EditTags "
    "EditStatus EditIngestionPipelineStatus Deploy Trigger Kill";
constexpr std::string_view kPage =
    "Create Delete ViewBasic EditDescription EditDisplayName EditPage EditKnowledgePanel";
// Provision is our own: what a SCIM client needs. No policy that OpenMetadata ships with allows it.
constexpr std::string_view kScim = "Create Delete ViewScim EditScim Provision";

constexpr std::string_view kOwned = "owners domain tags certification";
constexpr std::string_view kPerson = "domain isAdmin";

struct Row {
  std::string_view names;
  std::string_view operations;
  std::string_view attributes;
};

constexpr std::array kRows{
    Row{"table", kTable, kOwned},
    Row{"apiCollection apiEndpoint chart container dashboard dashboardDataModel database databaseSchema directory file "
        "glossary glossaryTerm metric mlmodel pipeline query report searchIndex spreadsheet storedProcedure topic "
        "worksheet",
        kAsset, kOwned},
    Row{"apiService dashboardService databaseService driveService messagingService metadataService mlmodelService "
        "pipelineService searchService securityService storageService testService",
        kService, kOwned},
    Row{"testCase testCaseResolutionStatus testDefinition testSuite", kTest, kOwned},
    Row{"app appMarketPlaceDefinition ingestionPipeline workflow workflowDefinition", kRunning, kOwned},
    Row{"classification dataContract dataInsightChart dataInsightCustomChart dataProduct domain kpi lineage tag type "
        "webAnalyticEvent",
        kAsset, kOwned},
    Row{"bot document eventsubscription feed notificationTemplate persona policy role suggestion webhook", kCommon,
        kDomain},
    Row{"page", kPage, kOwned},
    Row{"audit", "AuditLogs", ""},
    Row{"scim", kScim, ""},
    Row{"team", kTeam, "owners domain"},
    Row{"user", kUser, kPerson},
};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const auto word : split_words(text)) words.emplace_back(word);
  return words;
}

}  // namespace

Vocabulary Vocabulary::open_metadata() {
  Vocabulary vocabulary;
  for (const Row& row : kRows) {
    for (const auto name : split_words(row.names)) {
      const auto added = vocabulary.add({std::string(name), words_of(row.operations), words_of(row.attributes)});
      assert(added);  // the table above is a constant
      (void)added;
    }
  }
  return vocabulary;
}

}  // namespace sallyport::identity
