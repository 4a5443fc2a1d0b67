// The differences between kinds of identity providers, one row of traits for each kind. Code asks for the trait that it
// needs, never for the kind of provider.
#pragma once

#include <string_view>

namespace sallyport::gateway {

struct ProviderTraits {
  std::string_view label;         // in metrics
  bool has_tenants;               // each token names its tenant (`tid`), and one registration may serve many tenants
  bool assigns_labels;            // a tenant's administrators assign the names and addresses of its own members
  bool proves_domains;            // `xms_edov` says that the tenant owns the domain of an address
  bool has_graph;                 // groups that a token cannot hold are looked up at Microsoft Graph
  bool names_api_by_uri;          // "api://{client id}" is an audience of the application
  bool asks_for_offline_access;   // refresh tokens come only with the scope `offline_access`
  bool certificate_names_issuer;  // the audience of a client assertion is the issuer, not the token endpoint

  bool operator==(const ProviderTraits&) const = default;
};

inline constexpr ProviderTraits kEntraTraits{.label = "azure",
                                             .has_tenants = true,
                                             .assigns_labels = true,
                                             .proves_domains = true,
                                             .has_graph = true,
                                             .names_api_by_uri = true,
                                             .asks_for_offline_access = true,
                                             .certificate_names_issuer = false};

inline constexpr ProviderTraits kGenericTraits{.label = "oidc",
                                               .has_tenants = false,
                                               .assigns_labels = false,
                                               .proves_domains = false,
                                               .has_graph = false,
                                               .names_api_by_uri = false,
                                               .asks_for_offline_access = false,
                                               .certificate_names_issuer = true};

}  // namespace sallyport::gateway
