"""Every address of the system, room by room."""

from django.urls import include, path
from django.views.generic import RedirectView

from orphee.access.permissions import needs
from orphee.access.rules.policy import Action
from orphee.config import guide, pages
from orphee.terminology import urls as terminology

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="home"), name="root"),
    path("home/", pages.home, name="home"),
    path("help/", guide.guides, name="guides"),
    path("help/<slug:name>/", guide.guide, name="guide"),
    path("help/pictures/<slug:name>.png", guide.picture, name="guide-picture"),
    path(".well-known/security.txt", pages.security_contact, name="security-contact"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("orphee.access.urls")),
    path("", include("orphee.care.urls")),
    path("", include("orphee.care.question_urls")),
    path("", include("orphee.undiagnosed.urls")),
    path("terminology/", include(terminology.patterns(needs(Action.READ_DICTIONARY)))),
    path("dossiers/", include("orphee.dossiers.urls")),
    path("", include("orphee.prefill.urls")),
    path("steering/", include("orphee.steering.urls")),
    path("orientation/", include("orphee.public.urls")),
    path("", include("orphee.exchange.page_urls")),
    path("api/", include("orphee.exchange.urls")),
]
