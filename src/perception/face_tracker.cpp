#include "perception/face_tracker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/error.h"

namespace affekt {
namespace {

constexpr double kLeastTrackedProbability = 1e-6;

double overlap_of(const cv::Rect& a, const cv::Rect& b) {
  const double shared = (a & b).area();
  return shared / (a.area() + b.area() - shared);
}

/// The share of the old value that is left. @param scale_s  0: nothing
double decay_over(double seconds, double scale_s, double base) {
  return scale_s > 0 ? std::pow(base, seconds / scale_s) : 0;
}

cv::Rect2d move_box(const cv::Rect2d& from, const cv::Rect2d& to, double kept) {
  const auto mix = [&](double a, double b) { return kept * a + (1 - kept) * b; };
  return {mix(from.x, to.x), mix(from.y, to.y), mix(from.width, to.width), mix(from.height, to.height)};
}

double log_of(double probability) {
  return std::log(std::max(probability, kLeastTrackedProbability));
}

std::vector<double> softmax_of(const std::vector<double>& logs) {
  const double largest = *std::max_element(logs.begin(), logs.end());
  std::vector<double> result;
  double sum = 0;
  for (const double log : logs) sum += result.emplace_back(std::exp(log - largest));
  for (double& value : result) value /= sum;
  return result;
}

}  // namespace

FaceTracker::FaceTracker(const FaceTrackerOptions& options) : options_(options) {
  const auto check = [](const char* name, double value, double low, double high) {
    if (value >= low && value <= high) return;  // not so for NaN
    throw ConfigError(
        fmt::format("face tracker: {} of {:g} to {:g} expected, {:g} got", name, low, high, value));
  };
  check("box_time_constant_s", options_.box_time_constant_s, 0, 60);
  check("half_life_s", options_.half_life_s, 0, 600);
  check("min_overlap", options_.min_overlap, 1e-6, 1);
  check("missed_frames", options_.missed_frames, 0, 1000);
}

std::vector<int64_t> FaceTracker::match(const std::vector<cv::Rect>& found) const {
  struct Pair {
    double overlap;
    size_t face, box;
  };
  std::vector<Pair> pairs;
  for (size_t f = 0; f < faces_.size(); ++f) {
    for (size_t b = 0; b < found.size(); ++b) {
      const double overlap = overlap_of(faces_[f].found, found[b]);
      if (overlap >= options_.min_overlap) pairs.push_back({overlap, f, b});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tuple(-a.overlap, a.face, a.box) < std::tuple(-b.overlap, b.face, b.box);
  });
  std::vector<int64_t> ids(found.size(), 0);
  std::vector<bool> is_taken(faces_.size());
  for (const Pair& pair : pairs) {
    if (is_taken[pair.face] || ids[pair.box] != 0) continue;
    is_taken[pair.face] = true;
    ids[pair.box] = faces_[pair.face].id;
  }
  return ids;
}

std::vector<int64_t> FaceTracker::update(double time_s, const std::vector<cv::Rect>& found) {
  AFFEKT_CHECK(last_id_ == 0 || time_s > time_s_, "frames in the order of time");
  time_s_ = time_s;
  std::vector<int64_t> ids = match(found);
  for (TrackedFace& face : faces_) {
    const auto at = std::find(ids.begin(), ids.end(), face.id);
    if (at == ids.end()) {
      ++face.missed;
      continue;
    }
    face.found = found[static_cast<size_t>(at - ids.begin())];
    const double kept = decay_over(time_s - face.seen_s, options_.box_time_constant_s, std::exp(-1.0));
    face.box = move_box(face.box, face.found, kept);
    face.seen_s = time_s;
    face.missed = 0;
  }
  const auto is_given_up = [&](const TrackedFace& face) { return face.missed > options_.missed_frames; };
  faces_.erase(std::remove_if(faces_.begin(), faces_.end(), is_given_up), faces_.end());
  for (size_t b = 0; b < found.size(); ++b) {
    AFFEKT_CHECK(!found[b].empty(), "boxes with an area");
    if (ids[b] != 0) continue;
    ids[b] = ++last_id_;
    TrackedFace face;
    face.id = last_id_;
    face.box = face.found = found[b];
    face.seen_s = time_s;
    faces_.push_back(std::move(face));
  }
  return ids;
}

void FaceTracker::add_probabilities(int64_t id, const std::vector<float>& probabilities) {
  const auto face = std::find_if(faces_.begin(), faces_.end(), [&](const auto& one) { return one.id == id; });
  AFFEKT_CHECK(face != faces_.end() && face->is_here() && !probabilities.empty(),
               "probabilities of a face in the present frame");
  AFFEKT_CHECK(face->probabilities.empty() || face->probabilities.size() == probabilities.size(),
               "as many classes as before");
  const double kept =
      face->probabilities.empty() ? 0 : decay_over(time_s_ - face->answered_s, options_.half_life_s, 0.5);
  std::vector<double> logs;
  for (size_t k = 0; k < probabilities.size(); ++k) {
    logs.push_back((1 - kept) * log_of(probabilities[k]));
    if (kept > 0) logs.back() += kept * log_of(face->probabilities[k]);  // its scale cancels out
  }
  face->probabilities = softmax_of(logs);
  face->answered_s = time_s_;
}

const TrackedFace* FaceTracker::find(int64_t id) const {
  for (const TrackedFace& face : faces_)
    if (face.id == id) return &face;
  return nullptr;
}

}  // namespace affekt
