// What an import wants to have here: OpenMetadata's objects as bodies that our API takes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/commands/import/collections.h"
#include "base/json.h"
#include "identity/policy/vocabulary.h"

namespace sallyport::app {

struct ImportOptions {
  bool administrators = false;  // also take the right of administrators
};

struct Reference {
  std::string collection;
  std::string name;
};

// One object, as it is to be here.
struct Wanted {
  std::string collection;
  std::string name;
  json::Object body;             // of a PUT
  std::vector<Reference> needs;  // what must be here before it
};

// An object of OpenMetadata, or a part of one, that cannot be taken, and why.
struct LeftOut {
  std::string collection;
  std::string name;
  std::string why;
};

struct WantedObjects {
  std::vector<Wanted> objects;  // sorted: each comes after what it needs, unless they form a circle
  std::vector<LeftOut> left_out;
};

// Reads OpenMetadata's objects. A policy must pass the check of ours, against the resources and operations of the
// gateway; without each of its rules it could allow more, so it is left out as a whole. Members that have no meaning
// here (owners, profile, domains, tokens) are not taken.
WantedObjects wanted_from(const Objects& theirs, const identity::Vocabulary& vocabulary, const ImportOptions& options);

// The names in a member that is a list of references.
std::vector<std::string> names_in(const json::Object& object, std::string_view member);

}  // namespace sallyport::app
