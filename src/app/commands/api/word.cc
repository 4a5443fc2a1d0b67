#include "app/commands/api/word.h"

#include <algorithm>
#include <fstream>
#include <iostream>

#include "base/text.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

bool may_repeat(Takes takes) {
  return takes == Takes::texts || takes == Takes::add || takes == Takes::remove;
}

std::vector<std::string> choices_of(const Word& word) {
  std::vector<std::string> choices;
  if (word.takes == Takes::yes_no) return {"yes", "no"};
  for (const std::string_view choice : split_words(word.choices)) choices.emplace_back(choice);
  return choices;
}

Result<json::Value> value_of(const Word& word, const std::vector<std::string>& given) {
  switch (word.takes) {
    case Takes::text:
    case Takes::person:
      return json::Value(given.front());
    case Takes::texts:
    case Takes::add:
    case Takes::remove:
      return json::Value(json::Array(given.begin(), given.end()));
    case Takes::yes_no:
      return json::Value(given.front() == "yes");
    case Takes::flag:
      return word.value.empty() ? json::Value(true) : json::Value(word.value);
    case Takes::file:
      return read_json_file(given.front());
  }
  return failure(Kind::internal, "word_kind");
}

std::string query_text(const Word& word, const std::string& given) {
  if (word.takes == Takes::yes_no) return given == "yes" ? "true" : "false";
  if (word.takes == Takes::flag) return word.value.empty() ? "true" : std::string(word.value);
  return given;
}

}  // namespace

Result<json::Value> read_json_file(const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    return failure(Kind::rejected, "word_file", {}, path + " " + why);
  };
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  std::string text;
  for (char c = 0; text.size() <= kMostBytes && in.get(c);) text += c;
  if (path != "-" && !file.is_open()) return refuse("cannot be read.");
  if (text.size() > kMostBytes) return refuse("has more than 1 MiB.");
  auto value = json::parse(text);
  if (value) return value;
  return refuse("holds no JSON: " + std::string(value.error().reason) +
                (value.error().detail.empty() ? "." : ": " + value.error().detail));
}

void set_member(json::Value& root, std::string_view path, json::Value value) {
  const auto dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  json::Value* place = nullptr;
  if (parse_decimal(name)) {  // "0": the entry of a list with one
    if (!root.as_array()) root = json::Array(1);
    place = &root.as_array()->front();
  } else {
    if (!root.as_object()) root = json::Object{};
    place = &(*root.as_object())[name];
  }
  if (dot == std::string_view::npos)
    *place = std::move(value);
  else
    set_member(*place, path.substr(dot + 1), std::move(value));
}

void GivenWords::add_to(const Command& command) {
  for (const Word& word : words_) {
    std::vector<std::string>& given = given_[&word];
    const std::string name(word.name);
    const std::string meaning(word.meaning);
    if (word.takes == Takes::flag) {
      command.add_flag(name, [&given] { given = {"true"}; }, meaning);
      continue;
    }
    Option option = command.add_option(name, given, meaning);
    if (!may_repeat(word.takes)) option.one_value();
    if (may_repeat(word.takes) && name.starts_with('-')) option.one_at_a_time();
    if (word.required) option.required();
    if (const auto choices = choices_of(word); !choices.empty()) option.one_of(choices);
    if (!word.type.empty()) option.type_name(std::string(word.type));
  }
}

const std::vector<std::string>& GivenWords::of(const Word& word) const {
  static const std::vector<std::string> kNone;
  const auto found = given_.find(&word);
  return found == given_.end() ? kNone : found->second;
}

bool GivenWords::has(std::string_view name) const {
  const auto word = std::ranges::find(words_, name, &Word::name);
  return word != words_.end() && !of(*word).empty();
}

std::string GivenWords::text(std::string_view name) const {
  const auto word = std::ranges::find(words_, name, &Word::name);
  return word == words_.end() || of(*word).empty() ? std::string() : of(*word).front();
}

Result<json::Value> GivenWords::body(json::Value start) const {
  for (const Into into : {Into::whole, Into::body})  // what stands in words of its own counts more than a whole file
    for (const Word& word : words_) {
      const auto& given = of(word);
      if (word.into != into || given.empty()) continue;
      SALLYPORT_TRY(json::Value value, value_of(word, given));
      if (into == Into::whole) {
        start = std::move(value);
        continue;
      }
      if (!word.also.empty()) set_member(start, word.also, value);
      set_member(start, word.member, std::move(value));
    }
  return start;
}

http::Form GivenWords::query() const {
  http::Form form;
  for (const Word& word : words_) {
    const auto& given = of(word);
    if (word.into != Into::query || given.empty()) continue;
    form.add(word.member, query_text(word, given.front()));
  }
  return form;
}

}  // namespace sallyport::app
