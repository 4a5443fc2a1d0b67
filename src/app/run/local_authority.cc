#include "app/run/local_authority.h"

#include <cctype>
#include <fstream>
#include <iterator>
#include <optional>

#include "app/os/secret_file.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace sallyport::app {
namespace {

constexpr Seconds kAuthorityLife{5 * 365 * 86400};
constexpr Seconds kLeafLife{397 * 86400};  // browsers refuse a longer one
constexpr Seconds kRenewBefore{30 * 86400};

std::string file_stem(const std::string& data_dir, const std::vector<std::string>& names) {
  if (names.empty()) return data_dir + "/ca";
  std::string all;
  for (const std::string& name : names) all += name + " ";
  return data_dir + "/ca-" + crypto::token_name(all);
}

crypto::CertificateRequest request_for(std::string common_name, const std::vector<std::string>& names, UnixTime now,
                                       Seconds life) {
  crypto::CertificateRequest request{
      std::move(common_name), {"localhost"}, {"127.0.0.1", "::1"}, now - Seconds(3600), now + life};
  for (const std::string& name : names) {
    const bool address =
        name.find_first_not_of("0123456789.") == std::string::npos || name.find(':') != std::string::npos;
    (address ? request.ip_addresses : request.dns_names).push_back(name);
  }
  return request;
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

Result<LocalAuthority> make_authority(const std::string& stem, const std::vector<std::string>& names, UnixTime now,
                                      Random& random) {
  auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  SALLYPORT_TRY(auto certificate,
                crypto::make_authority(request_for("Sallyport local directory CA", names, now, kAuthorityLife), key));
  SALLYPORT_CHECK(write_private_file(stem + "-key.pem", key.to_pem().reveal(), random));
  SALLYPORT_CHECK(
      write_private_file(stem + ".pem", certificate.to_pem(), random));  // written last: if it exists, both exist
  return LocalAuthority{std::move(certificate), std::move(key), stem + ".pem"};
}

}  // namespace

Result<LocalAuthority> load_local_authority(const std::string& data_dir, const std::vector<std::string>& names,
                                            UnixTime now, Random& random) {
  SALLYPORT_CHECK(ensure_data_dir(data_dir));
  const std::string stem = file_stem(data_dir, names);
  const auto certificate_pem = read_file(stem + ".pem");
  const auto key_pem = read_file(stem + "-key.pem");
  if (!certificate_pem || !key_pem) return make_authority(stem, names, now, random);
  SALLYPORT_TRY(auto certificate, crypto::Certificate::from_pem(*certificate_pem));
  SALLYPORT_TRY(auto key, crypto::PrivateKey::from_pem(Secret(*key_pem)));
  if (certificate.not_after() < now + kRenewBefore) return make_authority(stem, names, now, random);
  return LocalAuthority{std::move(certificate), std::move(key), stem + ".pem"};
}

Result<net::TlsIdentity> make_server_identity(const LocalAuthority& authority, const std::vector<std::string>& names,
                                              UnixTime now) {
  const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  SALLYPORT_TRY(const auto leaf, crypto::make_leaf(request_for("localhost", names, now, kLeafLife), key.public_key(),
                                                   authority.certificate, authority.key));
  return net::TlsIdentity{leaf.to_pem(), key.to_pem()};
}

std::string print_thumbprint(const crypto::Certificate& certificate) {
  const std::string hex = hex_encode(certificate.sha256_thumbprint());
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    if (i > 0) text += ':';
    text += static_cast<char>(std::toupper(hex[i]));
    text += static_cast<char>(std::toupper(hex[i + 1]));
  }
  return text;
}

}  // namespace sallyport::app
