#include "app/commands/completion_tables.h"

#include <algorithm>
#include <set>

namespace sallyport::app {
namespace {

bool same(const OptionFacts& a, const OptionFacts& b) {
  return a.names == b.names && a.value == b.value && a.choices == b.choices && a.meaning == b.meaning;
}

bool contains(const std::vector<OptionFacts>& options, const OptionFacts& option) {
  return std::ranges::any_of(options, [&](const OptionFacts& one) { return same(one, option); });
}

class Reader {
 public:
  void read(const Command& command, const std::string& above, const std::vector<OptionFacts>& inherited) {
    CompletionNode node;
    node.path = above + (above.empty() ? "" : " ") + command.name();
    node.below = command.commands();
    node.takes_those_above = command.falls_through();
    std::vector<OptionFacts> all;
    if (node.takes_those_above) all = inherited;
    for (const OptionFacts& option : command.options()) {
      if (option.names.empty()) {
        node.words.insert(node.words.end(), option.choices.begin(), option.choices.end());
      } else if (!contains(all, option)) {
        node.options.push_back(place_of(option));
        all.push_back(option);
      }
    }
    tables_.nodes.push_back(node);
    for (const Command& one : node.below) read(one, node.path, all);
  }

  CompletionTables take() {
    std::set<std::string> names;
    for (const OptionFacts& option : tables_.options)
      if (option.value != OptionValue::none) names.insert(option.names.begin(), option.names.end());
    tables_.with_value.assign(names.begin(), names.end());
    return std::move(tables_);
  }

 private:
  std::size_t place_of(const OptionFacts& option) {
    const auto found = std::ranges::find_if(tables_.options, [&](const auto& one) { return same(one, option); });
    if (found == tables_.options.end()) return tables_.options.push_back(option), tables_.options.size() - 1;
    return static_cast<std::size_t>(found - tables_.options.begin());
  }

  CompletionTables tables_;
};

}  // namespace

CompletionTables completion_tables(const Command& program) {
  Reader reader;
  reader.read(program, "", {});
  return reader.take();
}

}  // namespace sallyport::app
