#include "identity/policy/vocabulary.h"

#include "identity/policy/policy_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;

Names covered_names(const Vocabulary& vocabulary, std::string_view operation) {
  Names names;
  const OperationSet covered = vocabulary.covered_by(operation);
  for (std::size_t i = 0; i < vocabulary.operations().size(); ++i)
    if (covered[i]) names.push_back(vocabulary.operations()[i]);
  return names;
}

TEST(Vocabulary, AllViewAllAndEditAllStandForSeveral) {
  const Vocabulary vocabulary = small_vocabulary();
  EXPECT_EQ(covered_names(vocabulary, "ViewAll"), (Names{"ViewAll", "ViewBasic", "ViewUsage"}));
  EXPECT_EQ(covered_names(vocabulary, "EditAll"), (Names{"EditAll", "EditTags", "EditOwners"}));
  EXPECT_EQ(covered_names(vocabulary, "All"), vocabulary.operations());
  EXPECT_EQ(covered_names(vocabulary, "Delete"), Names{"Delete"});
  EXPECT_EQ(covered_names(vocabulary, "EditOwner"), Names{"EditOwners"});  // OpenMetadata's word until 1.5
  EXPECT_EQ(covered_names(vocabulary, "Edit"), Names{});
  EXPECT_EQ(covered_names(vocabulary, ""), Names{});
}

TEST(Vocabulary, AnApplicationRegistersItsOwn) {
  Vocabulary vocabulary = Vocabulary::open_metadata();
  ASSERT_TRUE(vocabulary.add({"invoice", {"Approve"}, {"amount"}}));
  EXPECT_TRUE(vocabulary.find_resource("invoice"));
  EXPECT_TRUE(vocabulary.find_operation("Approve"));
  EXPECT_TRUE(vocabulary.has_attribute("amount"));
  EXPECT_FALSE(vocabulary.has_attribute("Amount"));
}

TEST(Vocabulary, OpenMetadatasResourcesAreThere) {
  const Vocabulary vocabulary = Vocabulary::open_metadata();
  for (const std::string_view name : {"table", "dashboard", "databaseService", "glossaryTerm", "user", "team", "bot"})
    EXPECT_TRUE(vocabulary.find_resource(name)) << name;
  for (const std::string_view name : {"ViewSampleData", "EditLineage", "GenerateToken", "Impersonate", "Trigger"})
    EXPECT_TRUE(vocabulary.find_operation(name)) << name;
}

TEST(Vocabulary, WrongNamesAreRefused) {
  Vocabulary vocabulary;
  EXPECT_EQ(reason_of(vocabulary.add({"", {}, {}})), "resource_name");
  EXPECT_EQ(reason_of(vocabulary.add({"a b", {}, {}})), "resource_name");
  EXPECT_EQ(reason_of(vocabulary.add({"all", {}, {}})), "resource_name");  // stands for every resource
  EXPECT_EQ(reason_of(vocabulary.add({std::string(65, 'a'), {}, {}})), "resource_name");
  EXPECT_EQ(reason_of(vocabulary.add({"a", {"b c"}, {}})), "operation_name");
  EXPECT_EQ(reason_of(vocabulary.add({"a", {}, {"x'y"}})), "attribute_name");
}

TEST(Vocabulary, AResourceIsRegisteredOnce) {
  Vocabulary vocabulary = small_vocabulary();
  EXPECT_EQ(reason_of(vocabulary.add({"page", {}, {}})), "resource_exists");
}

TEST(Vocabulary, IsBounded) {
  Vocabulary vocabulary;
  for (std::size_t i = 0; i < kMaxResources; ++i) ASSERT_TRUE(vocabulary.add({"r" + std::to_string(i), {}, {}}));
  EXPECT_EQ(reason_of(vocabulary.add({"one-more", {}, {}})), "vocabulary_full");
  Vocabulary of_operations;
  ResourceDescriptor wide{"r", {}, {}};
  for (std::size_t i = 3; i < kMaxOperations; ++i) wide.operations.push_back("o" + std::to_string(i));
  ASSERT_TRUE(of_operations.add(wide));
  EXPECT_EQ(reason_of(of_operations.add({"s", {"one-more"}, {}})), "vocabulary_full");
}

}  // namespace
}  // namespace sallyport::identity
