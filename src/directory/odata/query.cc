#include "directory/odata/query.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "entra/name_index.h"
#include "http/form.h"

namespace sallyport::directory::odata {
namespace {

constexpr std::size_t kMaxSkipToken = 1024;

tl::unexpected<Fault> unknown_property(std::string_view name, const EntityType& type) {
  return bad_query("Parsing OData Select and Expand failed: Could not find a property named '" + std::string(name) +
                   "' on type 'microsoft.graph." + std::string(type.name) + "'.");
}

Faulty<std::vector<std::string>> parse_select(std::string_view text, const EntityType& type) {
  std::vector<std::string> names;
  for (const std::string_view piece : split_words(text, ',')) {
    const std::string_view name = trim(piece);
    if (name == "*") continue;
    const auto* property = type.find(name);
    if (property == nullptr || name.find('/') != std::string_view::npos) return unknown_property(name, type);
    names.emplace_back(name);
  }
  if (text.empty()) return bad_query("Parsing OData Select and Expand failed: The text is empty.");
  return names;
}

Faulty<std::size_t> parse_top(std::string_view text) {
  const auto number = parse_decimal(text);
  if (!number || *number < 1 || *number > static_cast<long long>(kMaxTop))
    return bad_query("Invalid page size specified: '" + std::string(text.substr(0, 32)) +
                     "'. Must be between 1 and 999 inclusive.");
  return static_cast<std::size_t>(*number);
}

Faulty<bool> parse_flag(std::string_view name, std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return bad_query("The value of the query option '" + std::string(name) + "' must be true or false.");
}

Faulty<Ordering> parse_order(std::string_view text, const EntityType& type) {
  const auto words = split_words(text);
  const bool direction_known = words.size() == 1 || (words.size() == 2 && (words[1] == "asc" || words[1] == "desc"));
  if (!direction_known) return bad_query("Invalid orderby clause: '" + std::string(text.substr(0, 64)) + "'.");
  const auto* property = type.find(words[0]);
  if (property == nullptr)
    return bad_query("Invalid orderby clause: Could not find a property named '" + std::string(words[0]) +
                     "' on type 'microsoft.graph." + std::string(type.name) + "'.");
  if (!property->can(May::sort))
    return unsupported_query("Sorting by the property '" + std::string(words[0]) + "' of resource '" +
                             std::string(type.resource) + "' is not supported.");
  return Ordering{std::string(words[0]), words.size() == 2 && words[1] == "desc"};
}

tl::unexpected<Fault> bad_search(std::string_view text) {
  return bad_query("Syntax error in the $search clause '" + std::string(text.substr(0, 64)) +
                   "'. Write \"property:text\" in double quotes.");
}

Faulty<Search::Clause> parse_search_clause(std::string_view quoted, const EntityType& type) {
  const std::size_t colon = quoted.find(':');
  if (colon == std::string_view::npos || colon + 1 == quoted.size() || quoted.size() > kMaxSearch)
    return bad_search(quoted);
  const std::string_view name = quoted.substr(0, colon);
  const auto* property = type.find(name);
  if (property == nullptr || !property->can(May::search))
    return unsupported_query("Property '" + std::string(name) + "' does not support the $search query parameter.");
  return Search::Clause{std::string(name), std::string(quoted.substr(colon + 1))};
}

Faulty<Search> parse_search(std::string_view text, const EntityType& type) {
  Search search;
  std::string_view joined_by;
  for (std::string_view rest = trim(text);;) {
    if (!rest.starts_with('"')) return bad_search(text);
    const std::size_t end = rest.find('"', 1);
    if (end == std::string_view::npos) return bad_search(text);
    auto clause = parse_search_clause(rest.substr(1, end - 1), type);
    if (!clause) return tl::unexpected(clause.error());
    search.clauses.push_back(*std::move(clause));
    rest = trim(rest.substr(end + 1));
    if (rest.empty()) return search;
    const std::string_view word = rest.starts_with("OR ") ? "OR" : rest.starts_with("AND ") ? "AND" : "";
    const bool mixed = !joined_by.empty() && word != joined_by;
    if (word.empty() || mixed || search.clauses.size() == kMaxSearchClauses) return bad_search(text);
    joined_by = word;
    search.all_of = word == "AND";
    rest = trim(rest.substr(word.size()));
  }
}

// "owners" or "owners($select=id,displayName)". The names of the select belong to another type and are checked there.
Faulty<Expand> parse_expand(std::string_view text, const Endpoint& endpoint) {
  constexpr std::string_view kSelect = "($select=";
  Expand expand{std::string(text.substr(0, text.find('('))), {}};
  if (std::ranges::find(endpoint.expandable, expand.name) == endpoint.expandable.end())
    return unsupported_query("The property '" + expand.name.substr(0, 64) + "' cannot be expanded here.");
  std::string_view options = text.substr(expand.name.size());
  if (options.empty()) return expand;
  if (!options.starts_with(kSelect) || !options.ends_with(')'))
    return bad_query("Parsing OData Select and Expand failed: '" + std::string(options.substr(0, 64)) + "'.");
  options.remove_prefix(kSelect.size());
  options.remove_suffix(1);
  for (const std::string_view name : split_words(options, ',')) expand.select.emplace_back(trim(name));
  return expand;
}

Faulty<SkipToken> parse_skip_token(std::string_view text) {
  const auto bad = bad_query("The value of the query option '$skiptoken' is not valid.");
  if (text.size() > kMaxSkipToken) return bad;
  const auto decoded = base64url_decode(text);
  if (!decoded) return bad;
  const std::size_t dot = decoded->find('.');
  if (dot == std::string::npos) return bad;
  const auto skip = parse_decimal(std::string_view(*decoded).substr(0, dot));
  if (!skip || *skip < 0 || *skip > static_cast<long long>(kMaxTop)) return bad;
  return SkipToken{decoded->substr(dot + 1), static_cast<std::size_t>(*skip)};
}

// Reads one option after the other into a query. The options of OData that are not read here are refused.
class Reader {
 public:
  Reader(const EntityType& type, const Endpoint& endpoint) : type_(type), endpoint_(endpoint) {}

  Faulty<void> read(std::string_view name, std::string_view value) {
    if (name == "select") return into(query_.select, parse_select(value, type_));
    if (name == "expand") return into(query_.expand, parse_expand(value, endpoint_));
    if (name == "format") return value == "json" || value == "application/json" ? Faulty<void>() : refused(name);
    if (!endpoint_.is_list) return refused(name);
    if (name == "filter") return read_filter(value);
    if (name == "top") return into(query_.top, parse_top(value));
    if (name == "count") return into(query_.count, parse_flag("$count", value));
    if (name == "orderby") return into(query_.order, parse_order(value, type_));
    if (name == "skiptoken") return into(query_.skip, parse_skip_token(value));
    if (name == "search") return read_search(value);
    return refused(name);
  }

  Query take() { return std::move(query_); }

 private:
  template <class Field, class T>
  static Faulty<void> into(Field& field, Faulty<T> parsed) {
    if (!parsed) return tl::unexpected(std::move(parsed).error());
    field = *std::move(parsed);
    return {};
  }
  static tl::unexpected<Fault> refused(std::string_view name) {
    return unsupported_query("The query option '$" + std::string(name) + "' is not supported here.");
  }
  Faulty<void> read_filter(std::string_view value) {
    auto filter = parse_filter(value);
    if (!filter) return tl::unexpected(filter.error());
    if (auto checked = check_filter(*filter, type_); !checked) return checked;
    query_.filter = *std::move(filter);
    return {};
  }
  Faulty<void> read_search(std::string_view value) {
    if (!endpoint_.eventual)
      return unsupported_query(
          "Request with $search query parameter only works through MSGraph with a special request header: "
          "'ConsistencyLevel: eventual'");
    return into(query_.search, parse_search(value, type_));
  }

  const EntityType& type_;
  const Endpoint& endpoint_;
  Query query_;
};

constexpr std::array<std::string_view, 12> kOptions{"filter", "select",  "top",  "count",     "search",     "expand",
                                                    "format", "orderby", "skip", "skiptoken", "deltatoken", "apply"};

bool is_word_end(char c) {
  return c == ' ' || c == '-' || c == '_' || c == '.' || c == '@' || c == '\'' || c == '(' || c == '/';
}

}  // namespace

std::string print(const SkipToken& token) {
  return base64url_encode(std::to_string(token.skip) + "." + token.after);
}

Faulty<Query> parse_query(std::string_view text, const EntityType& type, const Endpoint& endpoint) {
  const auto form = http::Form::parse(text);
  if (!form) return bad_query("The query specified in the URI is not valid.");
  Reader reader(type, endpoint);
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : form->fields()) {
    const std::string_view bare = std::string_view(name).substr(name.starts_with('$') ? 1 : 0);
    const bool known = std::ranges::find(kOptions, bare) != kOptions.end();
    if (!known && name.starts_with('$'))
      return bad_query("The query parameter '" + name.substr(0, 64) + "' is not supported.");
    if (!known) continue;  // a custom option, which OData lets servers ignore
    if (std::ranges::find(seen, bare) != seen.end())
      return bad_query("Query option '$" + std::string(bare) +
                       "' was specified more than once, but it must be specified at most once.");
    seen.push_back(bare);
    if (auto read = reader.read(bare, value); !read) return tl::unexpected(read.error());
  }
  return reader.take();
}

bool text_matches(std::string_view text, std::string_view search) {
  const std::string folded = entra::fold_name(text);
  const auto begins_a_word = [&](const std::string& piece) {
    for (std::size_t at = folded.find(piece); at != std::string::npos; at = folded.find(piece, at + 1))
      if (at == 0 || is_word_end(folded[at - 1])) return true;
    return false;
  };
  return std::ranges::all_of(entra::search_pieces(search), begins_a_word);
}

bool matches(const Search& search, const json::Object& entity) {
  const auto holds = [&](const Search::Clause& clause) {
    const json::Value* value = entity.find(clause.property);
    return value != nullptr && value->as_string() != nullptr && text_matches(*value->as_string(), clause.text);
  };
  return search.all_of ? std::ranges::all_of(search.clauses, holds) : std::ranges::any_of(search.clauses, holds);
}

json::Object project(const json::Object& entity, const std::vector<std::string>& select, const EntityType& type) {
  json::Object shown;
  if (const json::Value* kind = entity.find("@odata.type")) shown.append("@odata.type") = *kind;
  for (const Property& property : type.properties) {
    const bool wanted =
        select.empty() ? property.shown == Shown::always : std::ranges::find(select, property.name) != select.end();
    const json::Value* value = wanted ? entity.find(property.name) : nullptr;
    if (value != nullptr) shown.append(std::string(property.name)) = *value;
  }
  return shown;
}

}  // namespace sallyport::directory::odata
