// The part of a configuration that stands in the store as a numbered version (configuration/version_store.h), beside
// the file.
#pragma once

#include <string>
#include <vector>

#include "app/config/schema/report.h"
#include "app/config/syntax/substitute.h"
#include "app/config/syntax/yaml.h"
#include "configuration/version_store.h"

namespace sallyport::app::config {

// Adds to the tree of the file what the version says and neither the file nor a variable does, and returns the keys
// that it added. A list such as `routes` is added as a whole or not at all.
//
// A version may set only keys that a reload can change and that name no file, no secret and no provider, because
// whoever may write the store should neither read this machine's files nor have its secrets sent elsewhere, and the
// store should hold no secret in the clear. It cannot refer to variables. Anything else is reported as version_key, and
// what the file overrules as version_overruled.
std::vector<std::string> merge_version(Node& root, const configuration::Version& version,
                                       const Environment& environment, Report& report);

// The name that findings about keys of a version have in place of the file's.
std::string name_of(const configuration::Version& version);

// Gives the findings about these keys the name of the version, because the lines of the file cannot explain them.
void name_origin(std::vector<Finding>& findings, const std::vector<std::string>& keys,
                 const configuration::Version& version);

}  // namespace sallyport::app::config
