"""Why a network said so: its filters and maps, saliency, occlusion, Grad-CAM, and whether they can be believed."""
