// The resources that policies decide about: policies.resources.
#include <algorithm>

#include "app/config/section/section.h"

namespace sallyport::app::config {
namespace {

// What add() says, with what to write instead.
struct VocabularyFault {
  std::string_view reason;
  std::string_view key;
  std::string_view wrong;
};

constexpr std::array kVocabularyFaults{
    VocabularyFault{"resource_name", "name", "is no name of 1 to 64 letters, digits, '_', '-' and '.', or is All"},
    VocabularyFault{"resource_exists", "name", "is there already"},
    VocabularyFault{"operation_name", "operations", "is no name of 1 to 64 letters, digits, '_', '-' and '.'"},
    VocabularyFault{"attribute_name", "attributes", "is no name of 1 to 64 letters, digits, '_', '-' and '.'"},
    VocabularyFault{"vocabulary_full", "name", "is too much: 256 resources and 128 operations are the most"},
};

void report(const Context& context, const std::string& section, const Error& error) {
  const auto fault = std::ranges::find(kVocabularyFaults, error.reason, &VocabularyFault::reason);
  if (fault == kVocabularyFaults.end()) return context.add(rule("policy_resource"), section, "cannot be registered");
  const std::string what = error.detail.empty() ? "this" : "`" + error.detail + "`";
  context.add(rule("policy_resource"), under(section, fault->key), what + " " + std::string(fault->wrong),
              "{name: invoice, operations: [ViewBasic, EditText], attributes: [owners, region]}");
}

}  // namespace

void build_policies(const Context& context, gateway::Settings& settings) {
  const Values& values = context.values;
  for (std::size_t i = 0; i < values.count("policies.resources"); ++i) {
    const auto section = "policies.resources[" + std::to_string(i) + "]";
    if (values.broken(section)) continue;
    identity::ResourceDescriptor resource{.name = values.text(under(section, "name")),
                                          .operations = values.list(under(section, "operations")),
                                          .attributes = values.list(under(section, "attributes"))};
    bool is_whole = true;
    for (const std::string_view key : {"name", "operations"}) {
      if (values.given(under(section, key))) continue;
      is_whole = false;
      if (!values.broken(under(section, key)))
        context.add(rule("missing_key"), under(section, key), "a resource needs a name and operations",
                    "{name: invoice, operations: [ViewBasic, EditText]}");
    }
    if (!is_whole) continue;
    if (const auto added = settings.vocabulary.add(std::move(resource)); !added)
      report(context, section, added.error());
  }
}

}  // namespace sallyport::app::config
