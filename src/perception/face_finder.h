// Where in a picture the faces are: OpenCV's Haar cascade for frontal faces (Viola and Jones, 2001).
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/objdetect.hpp>
#include <vector>

namespace affekt {

/// Names the cascade's file; no other is looked at then.
constexpr char kFaceCascadeVariable[] = "AFFEKT_FACE_CASCADE";

/// first_share where the largest face counts, by which commands and server find the same box.
constexpr double kLargestFirst = 0.5;

struct FaceFinderOptions {
  /// haarcascade_*.xml; empty: what the environment variable names, else that of Debian's opencv-data.
  std::filesystem::path cascade;
  double smallest_share = 0.15;  // side of the smallest face, of the picture's shorter side; 0.02..1
  /// The search begins with faces of at least this share and goes on to half as large ones until it finds
  /// some: a large face is found in a fraction of the time, and smaller ones beside it are left out. 0: all
  /// sizes at once; 0..1
  double first_share = 0;
  int min_neighbors = 3;    // strictness: so many of the cascade's windows must agree; 1..50
  double scale_step = 1.1;  // from one size of window to the next; 1.01..2
  /// The search runs in a picture of at most this longer side: larger ones are scaled down. 64..4096
  int search_px = 240;
};

/// Loads the cascade once. One finder a thread.
class FaceFinder {
 public:
  /// @throws ConfigError    an option out of its range
  /// @throws ArtifactError  no cascade there, with the package that has it; a file that is no cascade
  explicit FaceFinder(const FaceFinderOptions& options = {});

  /// With the cascade's path.
  const FaceFinderOptions& options() const { return options_; }

  /// Boxes in pixels of `image`, inside it, the largest first (of equal ones, the upper left first). None: no
  /// face was found, and nothing is guessed. It is a cascade for upright faces seen from the front: those
  /// from the side or turned, and those smaller than smallest_share, are not found.
  /// @param image  uint8, BGR or grey, upright
  std::vector<cv::Rect> find(const cv::Mat& image);

 private:
  FaceFinderOptions options_;
  cv::CascadeClassifier cascade_;
};

}  // namespace affekt
