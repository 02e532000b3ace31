// report.json's digest of itself: whether somebody has edited it since it was written.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace affekt {

constexpr char kReportDigestKey[] = "content_digest";

/// SHA-256 of all members but the digest itself; the file may be laid out otherwise.
std::string digest_report(const nlohmann::json& report);

}  // namespace affekt
